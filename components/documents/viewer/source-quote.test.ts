import { describe, expect, test } from "vitest";
import { findQuote } from "./source-quote";

const shown = (texts: string[], quote: string) =>
  findQuote(texts, quote).map(({ index, start, end }) => texts[index]?.slice(start, end));

describe("finding a quote in the pieces of a page", () => {
  test("over several pieces, whatever the white space", () => {
    const texts = ["Storage is copied. Back", "ups are taken ", "nightly. Keys are apart."];
    expect(shown(texts, "Backups are\ntaken nightly.")).toEqual(
      ["Back", "ups are taken ", "nightly."].map((t) => t.trimEnd()),
    );
  });

  test("over a hyphen at the end of a line", () => {
    expect(shown(["the reten-", "tion period"], "retention period")).toEqual(["reten", "tion period"]);
  });

  test("where the page has ligatures", () => {
    expect(shown(["a ﬁrst o\ufb03ce"], "first office")).toEqual(["ﬁrst o\ufb03ce"]);
  });

  test("where it runs on to the next page, its beginning", () => {
    const quote = "Restores are rehearsed every quarter by the team that is on duty.";
    expect(shown(["Nothing. ", "Restores are rehearsed every"], quote)).toEqual([
      "Restores are rehearsed every",
    ]);
    expect(shown(["quarter by the team that is on duty. And more."], quote)).toEqual([
      "quarter by the team that is on duty.",
    ]);
  });

  test("above a footer, its beginning", () => {
    const quote = "Restores are rehearsed every quarter by the team that is on duty.";
    expect(shown(["Restores are rehearsed every", "Page 12"], quote)).toEqual([
      "Restores are rehearsed every",
    ]);
  });

  test("nowhere when it isn't there", () => {
    expect(findQuote(["Something else entirely."], "Restores are rehearsed every quarter.")).toEqual([]);
    expect(findQuote([], "x")).toEqual([]);
    expect(findQuote(["x"], "")).toEqual([]);
  });
});
