import { describe, expect, it } from "vitest";
import { readHosts, whereIn } from "./guard-view";

describe("hosts that links may lead to", () => {
  it("are read from lines, commas and whole addresses", () => {
    expect(
      readHosts("docs.example.com, *.Example.org\nhttps://wiki.example.net/a?b docs.example.com"),
    ).toEqual({
      hosts: ["docs.example.com", "*.example.org", "wiki.example.net"],
      wrong: [],
    });
  });

  it("are hosts, and what isn't one is named", () => {
    expect(readHosts("good.example *.*.bad user@bad.example")).toEqual({
      hosts: ["good.example"],
      wrong: ["*.*.bad", "user@bad.example"],
    });
  });
});

describe("where a document is suspicious", () => {
  it.each([
    [{ pages: [3], chunks: 1 }, "page 3"],
    [{ pages: [1, 2, 4, 8, 9], chunks: 7 }, "pages 1, 2, 4 and 2 more"],
    [{ pages: [], chunks: 2 }, "2 parts"],
  ])("is told by pages, or else by parts", (document, words) => {
    expect(whereIn(document)).toBe(words);
  });
});
