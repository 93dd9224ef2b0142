import { afterEach, describe, expect, test } from "vitest";
import { listPages, ocrLimits, recognizePages } from "./recognize-pages.ts";

/** Stands for tesseract: `false` fails on whatever it's given. */
const broken = { command: "false", name: "false", languages: "eng", canTurnPages: false, warning: null };
const usual = { ...ocrLimits };
afterEach(() => void Object.assign(ocrLimits, usual));

describe("pages to be read", () => {
  test("that can't be drawn or read are named, and the others go on", async () => {
    const drawn: number[] = [];
    const draw = async (number: number) => {
      drawn.push(number);
      if (number === 2) throw new Error("damaged");
      return { bytes: Buffer.from("P5 1 1 255\n\0") };
    };
    const { pages, warnings } = await recognizePages([1, 2, 3, 7], draw, broken);
    expect(pages.size).toBe(0);
    expect(drawn).toEqual([1, 2, 3, 7]);
    expect(warnings).toEqual(["Pages 1–3 and 7 couldn't be read by OCR."]);
  });

  test("beyond the limit aren't drawn, and a warning says which", async () => {
    ocrLimits.pagesMax = 1;
    const { warnings } = await recognizePages([4, 5, 6], () => Promise.reject(new Error("damaged")), broken);
    expect(warnings[0]).toBe("Page 4 couldn't be read by OCR.");
    expect(warnings[1]).toContain("Pages 5–6 weren't read");
  });

  test("aren't begun when the time is up", async () => {
    ocrLimits.durationMs = -1;
    const { warnings } = await recognizePages([1, 2], () => Promise.reject(new Error("never drawn")), broken);
    expect(warnings).toEqual([expect.stringContaining("Pages 1–2 weren't read")]);
  });

  test("bring the warning about languages along", async () => {
    const { warnings } = await recognizePages([], () => Promise.reject(), { ...broken, warning: "No deu." });
    expect(warnings).toEqual(["No deu."]);
  });

  test("are listed as ranges, and not all of a thousand", () => {
    expect(listPages([1])).toBe("1");
    expect(listPages([1, 2, 3, 5, 8, 9])).toBe("1–3, 5 and 8–9");
    expect(listPages(Array.from({ length: 1000 }, (_, i) => i * 2))).toMatch(/^0, 2, .* and more$/);
  });
});
