import { describe, expect, test } from "vitest";
import { filePath, isHiddenFile } from "./file-path";

const picked = (name: string, webkitRelativePath = "") => ({ name, webkitRelativePath });
const dropped = (path: string) => ({ name: path.split("/").at(-1) ?? "", webkitRelativePath: "", path });

describe("the path of a file that is uploaded", () => {
  test("begins with the folder's name, whether it was picked or dropped", () => {
    expect(filePath(picked("rail.md", "handbook/travel/rail.md"))).toBe("handbook/travel/rail.md");
    expect(filePath(dropped("/handbook/travel/rail.md"))).toBe("handbook/travel/rail.md");
    expect(filePath(dropped("./handbook/rail.md"))).toBe("handbook/rail.md");
  });

  test("is none for a file on its own", () => {
    expect(filePath(picked("rail.md"))).toBeNull();
    expect(filePath(dropped("./rail.md"))).toBeNull();
    expect(filePath(dropped("rail.md"))).toBeNull();
  });

  test("is the same however the system writes an umlaut", () => {
    expect(filePath(picked("a", "Bu\u0308ro/a"))).toBe(filePath(picked("a", "B\u00fcro/a")));
  });

  test("leaves out what the system hides, and nothing else", () => {
    expect([".DS_Store", "Thumbs.db"].map((name) => isHiddenFile(picked(name)))).toEqual([true, true]);
    expect(isHiddenFile(picked("config", "project/.git/config"))).toBe(true);
    expect(isHiddenFile(dropped("./notes.v2.md"))).toBe(false);
  });
});
