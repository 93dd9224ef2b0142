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
    ["utf-32le", german],
    ["utf-32be", german],
    ["shift_jis", japanese],
    ["shift_jis", "名前,住所\n髙橋,東京\n"],
    ["euc-kr", "이것은 한국어 문장입니다. 문자 인코딩을 확인합니다. 서울과 부산 사이를 기차로 이동한다."],
    ["gb18030", "这是一个中文文本，用来测试字符编码的检测。北京和上海之间有高速铁路。"],
    ["big5", "這是一個中文文字，用來測試字元編碼的偵測。台北和高雄之間有高速鐵路。"],
    ["windows-1251", "Это русский текст, который проверяет определение кодировки. Москва и Петербург."],
    ["iso-8859-2", "Zażółć gęślą jaźń. Książka leży na stole, a dzieci bawią się w ogrodzie przed domem."],
    ["euc-jp", japanese],
    [
      "koi8-r",
      "Все люди рождаются свободными и равными в своём достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.",
    ],
  ])("in %s is read as it was written", (encoding, text) => {
    expect(parseText(iconv.encode(text, encoding)).text).toBe(text);
  });

  test("loses its byte order mark", () => {
    for (const encoding of ["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be"])
      expect(parseText(iconv.encode(german, encoding, { addBOM: true })).text).toBe(german);
  });

  test("in UTF-8 with bad bytes is read all the same, with a warning", () => {
    const bytes = Buffer.concat([Buffer.from(german), Buffer.from([0xff, 0xc3])]);
    const { text, warnings } = parseText(bytes);
    expect(text).toBe(`${german}\ufffd\ufffd`);
    expect(warnings).toEqual(["Bytes that aren't valid UTF-8 read as �: 2."]);
    expect(parseText(Buffer.from(german)).warnings).toEqual([]);
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

  test("of many blank lines is read in linear time: otherwise this takes minutes", () => {
    const { text } = parseText(Buffer.from(`a${" \n".repeat(200_000)}b`));
    expect(text.replace(/\s+/g, "")).toBe("ab");
  });
});
