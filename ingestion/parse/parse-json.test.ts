import { describe, expect, test } from "vitest";
import { outline } from "../testing/outline.ts";
import { parseJson, parseJsonl } from "./parse-json.ts";

const json = (value: unknown) => parseJson(Buffer.from(JSON.stringify(value)));

describe("JSON", () => {
  test("reads as lines under the headings of its keys", () => {
    const document = json({
      title: "House",
      rooms: 3,
      tags: ["old", "big"],
      owner: { name: "Ada", address: { city: "Oslo" } },
    });
    expect(outline(document)).toEqual([
      "list: title: House\nrooms: 3\ntags: old, big",
      "heading 1: owner",
      "list: name: Ada",
      "heading 2: address",
      "list: city: Oslo",
    ]);
    expect(document.title).toBe("House");
  });

  test("has alike records as a table, others each under its name", () => {
    expect(
      outline(
        json([
          { id: 1, city: "Oslo" },
          { id: 2, city: "Bergen" },
        ]),
      ),
    ).toEqual(["table: | id | city |\n| --- | --- |\n| 1 | Oslo |\n| 2 | Bergen |"]);
    expect(outline(json([{ name: "Ada", born: { year: 1815 } }]))).toEqual([
      "heading 1: Ada",
      "list: name: Ada",
      "heading 2: born",
      "list: year: 1815",
    ]);
  });

  test("nested deeper than headings go keeps its paths", () => {
    const value = { a: { b: { c: { d: { e: { f: { g: { h: "deep" } } } } } } } };
    expect(json(value).text).toContain("g.h: deep");
  });

  test("of a notebook reads as its cells", () => {
    const cells = [
      { cell_type: "markdown", source: ["# Title\n", "\n", "Text"] },
      { cell_type: "code", source: "print(1)", outputs: [{ output_type: "stream", text: ["1\n"] }] },
    ];
    expect(outline(json({ nbformat: 4, cells }))).toEqual([
      "heading 1: # Title",
      "paragraph: Text",
      "code: print(1)",
      "code: 1\n",
    ]);
  });

  test("that is broken is read as plain text, with a warning", () => {
    const document = parseJson(Buffer.from('{ "a": 1, // why\n }'));
    expect(document.text).toContain("// why");
    expect(document.warnings[0]).toContain("isn't valid JSON");
  });
});

test("JSON lines are an element each; a broken one stands as it is, with a warning", () => {
  const document = parseJsonl(Buffer.from('{"id": 1, "by": {"name": "Ada"}}\n\n{broken\n{"id": 2}\n'));
  expect(outline(document)).toEqual(["list: id: 1\nby.name: Ada", "paragraph: {broken", "list: id: 2"]);
  expect(document.warnings).toHaveLength(1);
});
