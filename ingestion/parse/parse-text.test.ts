import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { parseText } from "./parse-text.ts";

const german = "Grüße aus Köln: Straße, Maß und Übermut kosten 5 € mehr, als man für möglich hält.";
const japanese = "東京都の天気は晴れです。明日は雨が降るでしょう。傘を忘れないでください。";

describe("plain text", () => {
  test.each([
    ["utf-8", german],
    ["windows-1252", german],
    ["utf-16le", german],
    ["utf-16be", german],
    ["shift_jis", japanese],
    ["euc-jp", japanese],
    [
      "koi8-r",
      "Все люди рождаются свободными и равными в своём достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.",
    ],
  ])("in %s is read as it was written", (encoding, text) => {
    expect(parseText(iconv.encode(text, encoding)).text).toBe(text);
  });

  test("loses its byte order mark", () => {
    for (const encoding of ["utf-8", "utf-16le", "utf-16be"])
      expect(parseText(iconv.encode(german, encoding, { addBOM: true })).text).toBe(german);
  });

  test("stays as it is, line ends included, with its paragraphs marked", () => {
    const source = "First line\r\nsecond line\r\n\r\n  \r\nNext paragraph.  \r\n\n\nLast.";
    const { text, elements } = parseText(Buffer.from(source));
    expect(text).toBe(source);
    expect(elements.map(({ start, end }) => text.slice(start, end))).toEqual([
      "First line\r\nsecond line",
      "Next paragraph.",
      "Last.",
    ]);
  });

  test("holds nothing that Postgres can't store", () => {
    const { text } = parseText(Buffer.from("a\u0000b and more text that is long enough"));
    expect(text).toBe("a b and more text that is long enough");
  });

  test("of many blank lines is read in no time", () => {
    const startedAt = performance.now();
    parseText(Buffer.from(`a${" \n".repeat(200_000)}b`));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
