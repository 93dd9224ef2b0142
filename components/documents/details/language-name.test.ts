import { expect, test } from "vitest";
import { languageName } from "./language-name";

test("languages are told in words, and unknown ones by their code", () => {
  expect(["eng", "deu", "arb", "cmn", "rus", "jpn"].map(languageName)).toEqual([
    "English",
    "German",
    expect.stringMatching(/Arabic/),
    expect.stringMatching(/Chinese/),
    "Russian",
    "Japanese",
  ]);
  expect(languageName("qqq")).toBe("qqq");
  expect(languageName(null)).toBe("not recognised");
});
