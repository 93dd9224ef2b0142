import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "../../lib/errors.ts";
import { digestOf, type Nesting, parseParts, partLimits } from "./parse-parts.ts";
import { parseText } from "./parse-text.ts";
import { onProgress } from "./report-progress.ts";

const usual = { ...partLimits };
afterEach(() => void Object.assign(partLimits, usual));

const nestingIn = (container: string, depth = 0): Nesting => ({
  depth,
  path: [digestOf(Buffer.from(container))],
  spent: { files: 0, bytes: 0, characters: 0 },
  parsePart: async (bytes) => parseText(bytes),
});
const part = (name: string, content = `Text of ${name}.`) => ({ name, read: () => Buffer.from(content) });

describe("files within a file", () => {
  test("are read up to a number, a size and an amount of text, and the rest is named", async () => {
    for (const limit of ["filesMax", "bytesMax", "charactersMax"] as const) {
      partLimits[limit] = 1;
      const { parts, warnings } = await parseParts([part("a"), part("b"), part("c")], nestingIn("outer"));
      expect(parts.map(({ heading }) => heading)).toEqual(["a"]);
      expect(warnings).toEqual([
        expect.stringMatching(/^b wasn't read/),
        expect.stringMatching(/^c wasn't read/),
      ]);
      Object.assign(partLimits, usual);
    }
  });

  test("share their limits with the files within them", async () => {
    partLimits.filesMax = 3;
    const outer = nestingIn("outer");
    outer.parsePart = async (bytes, _name, nesting) => {
      await parseParts([part("x"), part("y")], { ...nesting, parsePart: async (inner) => parseText(inner) });
      return parseText(bytes);
    };
    const { parts, warnings } = await parseParts([part("a"), part("b")], outer);
    expect(parts).toHaveLength(1);
    expect(warnings).toHaveLength(1);
  });

  test("that are the file itself, or lie too deep, are refused", async () => {
    const itself = await parseParts([part("a", "outer")], nestingIn("outer"));
    expect(itself).toMatchObject({ parts: [], isRefused: true });
    expect(await parseParts([part("a")], nestingIn("outer", partLimits.depthMax))).toMatchObject({
      isRefused: true,
    });
  });

  test("aren't given up for a fault of the server, which fails the whole for another try", async () => {
    const broken = nestingIn("outer");
    broken.parsePart = () => Promise.reject(new AppError("blob_store_unavailable"));
    await expect(parseParts([part("a")], broken)).rejects.toMatchObject({ code: "blob_store_unavailable" });
  });

  test("by the hundred don't fill the receipt with warnings", async () => {
    const empty = Array.from({ length: 300 }, (_, i) => part(`${i}`, ""));
    const { warnings } = await parseParts(empty, nestingIn("outer"));
    expect(warnings).toHaveLength(51);
    expect(warnings.at(-1)).toBe("250 more files weren't read.");
  });

  test("each tell that the parse gets on", async () => {
    let told = 0;
    onProgress(() => told++);
    await parseParts([part("a"), part("b")], nestingIn("outer"));
    expect(told).toBe(2);
  });
});
