import { describe, expect, it, test } from "vitest";
import {
  analyzePhrase,
  analyzeQuestion,
  analyzeText,
  isStopWord,
  languagesOf,
  wordsOf,
} from "./analyze-text.ts";

describe("analyzeText", () => {
  it("brings the forms of an English word together", () => {
    expect(analyzeText("connected")).toEqual(analyzeText("connections"));
    expect(new Set(analyzeText("running runs run")).size).toBe(1);
  });

  it("ignores case and punctuation", () => {
    expect(analyzeText("The WARRANTY, (two) years!")).toEqual(analyzeText("warranty two years"));
  });

  it("drops words that carry no topic", () => {
    expect(analyzeText("what is the of and")).toEqual([]);
  });

  it("keeps order and repeats, which BM25 counts", () => {
    expect(analyzeText("tax income tax")).toEqual(["tax", "incom", "tax"]);
  });

  it("takes a possessive for its owner", () => {
    expect(analyzeText("Einstein's theory")).toEqual(analyzeText("Einstein theory"));
    expect(analyzeText("Einstein’s theory")).toEqual(analyzeText("Einstein theory"));
  });

  it("takes differently encoded forms of a letter for the same", () => {
    expect(analyzeText("cafe\u0301")).toEqual(analyzeText("caf\u00e9"));
    expect(analyzeText("\uff26\uff49\uff4c\uff45")).toEqual(analyzeText("File"));
    expect(analyzeText("e\ufb03cient")).toEqual(analyzeText("efficient"));
    expect(analyzeText("co\u00adoperation")).toEqual(analyzeText("cooperation"));
  });

  it("finds a word whether or not its accents are written", () => {
    for (const [written, plain] of [
      ["Ångström", "Angstrom"],
      ["Curaçao", "Curacao"],
      ["Łódź", "Lodz"],
      ["Søren", "Soren"],
    ] as const)
      expect(analyzeText(written)).toEqual(analyzeText(plain));
  });

  it("leaves vowel signs and letters of their own alone", () => {
    expect(analyzeText("हिन्दी", "hin")).toEqual(["हिन्दी"]);
    expect(analyzeText("йод", "rus")).toEqual(["йод"]);
  });

  it("gives terms that joining with spaces keeps apart", () => {
    const terms = analyzeText("foo-bar's baz_qux 3.14 don't “x” a/b C++ std::vector jane@example.com 1,000");
    for (const term of terms) expect(term).toMatch(/^[\p{L}\p{M}\p{N}]+$/u);
  });

  it("finds nothing in nothing", () => {
    expect(analyzeText("")).toEqual([]);
    expect(analyzeText(" \n—… 🙂")).toEqual([]);
  });

  it("gives the same terms however much it has seen before", () => {
    const before = analyzeText("warranties");
    for (let i = 0; i < 60_000; i++) analyzeText(`w${i.toString(36).replaceAll(/\d/g, "q")}`);
    expect(analyzeText("warranties")).toEqual(before);
  });
});

/** What is asked for finds a text that has all its parts, or the whole. */
function finds(asked: string, text: string, language = "eng"): boolean {
  const there = new Set(analyzeText(text, language));
  const [parts = ""] = analyzePhrase(asked, [language]);
  const words = parts.split(" ");
  const wholes = analyzeQuestion(asked, [language]).slice(words.length);
  return words.every((term) => there.has(term)) || wholes.some((term) => there.has(term));
}

describe("identifiers and codes", () => {
  test.each([
    ["maxRetryCount", "the maxRetryCount of it"],
    ["max retry count", "maxRetryCount"],
    ["retry", "MAX_RETRY_COUNT"],
    ["maxretrycount", "max_retry_count"],
    ["http request", "XMLHttpRequest"],
    ["vector", "std::vector<int>"],
    ["std::vector", "a std::vector of them"],
    ["utils", "app.utils.parse"],
    ["app.utils.parse", "see app.utils.parse()"],
    ["E1234", "failed with E1234."],
    ["ERR_CODE", "throws ERR_CODE"],
    ["err-code", "throws ERR_CODE"],
    ["AB-12/34", "part AB-12/34"],
    ["12/34", "part AB-12/34"],
    ["AB12", "part AB-12"],
    ["3.4.1", "version 3.4.1 of May"],
    ["version 3.4", "version 3.4.1"],
    ["iOS 16", "iOS 16.4"],
    ["jane.doe@example.com", "write to jane.doe@example.com!"],
    ["example.com", "https://example.com/path?q=1"],
    ["1000000", "1,000,000 people"],
    ["e-mail", "an email"],
    ["email", "an e-mail"],
    ["well known", "a well-known fact"],
    ["C++", "written in C++, not C"],
    ["C#", "written in C#"],
    ["covid19", "COVID-19 vaccines"],
    ["4711", "Section 4711 of 2024"],
  ])("%s finds %s", (asked, text) => {
    expect(finds(asked, text)).toBe(true);
  });

  test.each([
    ["C++", "a vitamin C tablet"],
    ["341", "version 3.4.1"],
    ["3.4.2", "version 3.4.1"],
    ["4", "version 3.4.1"],
  ])("%s doesn't find %s", (asked, text) => {
    expect(finds(asked, text)).toBe(false);
  });
});

describe("languages", () => {
  test.each([
    ["deu", "Versicherung", "Die Versicherungen der Häuser"],
    ["deu", "Haus", "Häusern"],
    ["deu", "Strasse", "Straße"],
    ["fra", "histoire", "l'histoire des peuples"],
    ["ita", "arte", "dell'arte"],
    ["spa", "canción", "canciones"],
    ["spa", "cancion", "canciones"],
    ["rus", "книга", "книги"],
    ["ara", "كتاب", "الكتاب"],
  ])("%s: %s finds %s", (language, asked, text) => {
    expect(finds(asked, text, language)).toBe(true);
  });

  it("cuts Thai into its words", () => {
    expect(finds("ภาษาไทย", "ฉันเรียนภาษาไทยทุกวัน", "tha")).toBe(true);
  });

  it("finds Chinese and Japanese by any part of a run of characters", () => {
    expect(finds("人口", "東京都の人口", "jpn")).toBe(true);
    expect(finds("東京", "東京都の人口", "jpn")).toBe(true);
    expect(finds("水", "水资源", "cmn")).toBe(true);
    expect(finds("データベース", "大きなデータベースの中", "jpn")).toBe(true);
  });

  it("finds Korean words whatever particle they carry", () => {
    expect(finds("대한민국", "대한민국의 수도는 서울이다", "kor")).toBe(true);
    expect(finds("서울", "대한민국의 수도는 서울이다", "kor")).toBe(true);
  });

  it("knows Latin words within them", () => {
    expect(finds("Postgres", "Postgresを使う", "jpn")).toBe(true);
  });
});

describe("analyzeQuestion", () => {
  it("asks for each form that a word has in the documents", () => {
    const terms = analyzeQuestion("Versicherungen connected", ["eng", "deu"]);
    expect(terms).toContain(analyzeText("Versicherungen", "deu")[0]);
    expect(terms).toContain(analyzeText("connected", "eng")[0]);
  });

  it("asks for a word once where the languages agree", () => {
    expect(analyzeQuestion("Berlin", ["eng", "deu"])).toEqual(["berlin"]);
  });

  it("drops stop words of the language it's asked in, and keeps those of others", () => {
    expect(analyzeQuestion("How did he die?", ["eng", "deu"])).toEqual(["die"]);
    expect(analyzeQuestion("Wo ist die Stadt?", ["eng", "deu"])).not.toContain("die");
    expect(analyzeQuestion("what is the tax", ["eng", "kor"])).toEqual(["tax"]);
  });
});

describe("analyzePhrase", () => {
  it("gives the phrase as each language's documents hold it, words before wholes", () => {
    expect(analyzePhrase("the connected houses", ["eng"])).toEqual(["connect hous"]);
    expect(analyzePhrase("user_id column", ["eng"])).toEqual(["user id column"]);
    expect(analyzePhrase("die Häuser", ["eng", "deu"])).toHaveLength(2);
  });

  it("gives nothing for words that aren't indexed", () => {
    expect(analyzePhrase("what is it to be", ["eng"])).toEqual([]);
  });
});

describe("languagesOf", () => {
  it("counts a collection without documents by its setting, and none as English", () => {
    const scope = [
      { languages: ["deu", "eng"], language: null },
      { languages: [], language: "fra" },
      { languages: [], language: null },
    ];
    expect(languagesOf(scope)).toEqual(["deu", "eng", "fra"]);
    expect(languagesOf([])).toEqual(["eng"]);
  });
});

describe("wordsOf", () => {
  it("gives the words as written, in order", () => {
    expect(wordsOf("Don't panic: it's 42.")).toEqual(["Don't", "panic", "it's", "42"]);
  });

  it("cuts scripts without spaces into words", () => {
    const words = wordsOf("東京都の人口");
    expect(words.length).toBeGreaterThan(1);
    expect(words.join("")).toBe("東京都の人口");
  });
});

describe("isStopWord", () => {
  it("knows a topicless word in any case", () => {
    expect(isStopWord("The")).toBe(true);
    expect(isStopWord("warranty")).toBe(false);
  });
});
