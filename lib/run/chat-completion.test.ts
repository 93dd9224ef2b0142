import { expect, test } from "vitest";
import type { AnswerStatus } from "../turn.ts";
import { completion, completionEvents } from "./chat-completion.ts";
import type { LecternChunk } from "./run.ts";
import type { ReadableRun } from "./start-once.ts";

/** A run that has come to this. */
function runOf(status: Exclude<AnswerStatus, "writing">, text: string): ReadableRun {
  return {
    turn: { answerId: "answer", requestId: "request", model: "auto" },
    read: () => new ReadableStream({ start: (controller) => controller.close() }),
    stop: () => {},
    answer: Promise.resolve({ status, text, citations: [], verdicts: [], modelId: "none" }),
  };
}

test.each(["failed", "interrupted"] as const)(
  "a client may ask again where an answer is %s before its first word, and gets what there is else",
  async (status) => {
    await expect(completion(runOf(status, ""))).rejects.toMatchObject({ code: "provider_unavailable" });
    expect(await completion(runOf(status, "A hotel"))).toMatchObject({
      choices: [{ message: { content: "A hotel" }, finish_reason: "length" }],
    });
  },
);

test("the stream of an answer that another process writes says so where it can't be read on", async () => {
  async function* read(): AsyncGenerator<LecternChunk> {
    yield { type: "start", messageId: "answer" };
    throw Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
  }
  const run = { ...runOf("complete", ""), read, isElsewhere: true };
  const sent = await new Response(completionEvents(run, { includesUsage: false })).text();
  expect(sent).toContain('"error":{"code":"database_unavailable"');
  expect(sent).toContain('"requestId":"request"');
  expect(sent).not.toContain("gone");
  expect(sent.endsWith("data: [DONE]\n\n")).toBe(true);
});
