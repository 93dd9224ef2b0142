import { describe, expect, it } from "vitest";
import type { Citation, LecternMessage, Notice } from "@/lib/turn";
import { readAnswer } from "./read-answer";

const citation = (title: string) => ({ title }) as Citation;
const notice = (text: string, position?: number): Notice => ({ kind: "failed_over", text, position });
const rewritten: Notice = { kind: "rewritten", text: "Written again." };
const read = (...parts: LecternMessage["parts"]) => readAnswer({ id: "1", role: "assistant", parts });

describe("readAnswer", () => {
  it("drops what was written before a restart, and keeps what came about besides", () => {
    const answer = read(
      { type: "data-notice", data: notice("The reranker was down.") },
      { type: "text", text: "Wrong [1]." },
      { type: "data-citation", id: "citation-0", data: citation("Old") },
      {
        type: "data-verdict",
        id: "verdict-0",
        data: { start: 0, end: 9, verdict: "unsupported", reason: "" },
      },
      { type: "data-notice", data: notice("The rest is by another model.", 3) },
      { type: "data-restart", id: "restart-1", data: rewritten },
      { type: "text", text: "Right [1]." },
      { type: "data-citation", id: "citation-0-1", data: citation("New") },
    );
    expect(answer).toMatchObject({ text: "Right [1].", citations: [{ title: "New" }], verdicts: [] });
    expect(answer.notices.map(({ text }) => text)).toEqual(["The reranker was down.", "Written again."]);
  });

  it("says once that it was written again, in the words that are saved", () => {
    const { notices } = read(
      { type: "text", text: "Wrong." },
      { type: "data-restart", id: "restart-1", data: { kind: "rewritten", text: "Withdrawn." } },
      { type: "text", text: "Right." },
      { type: "data-notice", data: rewritten },
    );
    expect(notices).toEqual([rewritten]);
  });
});
