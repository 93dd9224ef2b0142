import { describe, expect, test } from "vitest";
import { askTesseract, chooseLanguages } from "./find-tesseract.ts";

describe("the tesseract that is used", () => {
  test("is none where none is installed or what is there isn't one", async () => {
    expect(await askTesseract("/nowhere/tesseract", "eng")).toBeNull();
    expect(await askTesseract("false", "eng")).toBeNull();
  });

  test("reads the languages that were asked for", () => {
    expect(chooseLanguages("deu+eng", ["deu", "eng", "osd"])).toEqual({
      languages: "deu+eng",
      warning: null,
    });
    expect(chooseLanguages(" deu, eng deu", ["deu", "eng"])).toMatchObject({ languages: "deu+eng" });
  });

  test("reads those of them that are installed and says which aren't", () => {
    const { languages, warning } = chooseLanguages("deu+eng", ["eng", "osd"]) ?? {};
    expect(languages).toBe("eng");
    expect(warning).toContain("deu");
    expect(chooseLanguages("deu", ["fra", "osd"])).toMatchObject({
      languages: "fra",
      warning: expect.any(String),
    });
  });

  test("is none where it has no language", () => {
    expect(chooseLanguages("eng", ["osd", "equ"])).toBeNull();
  });
});
