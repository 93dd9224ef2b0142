import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { makePdf } from "../testing/make-pdf.ts";
import { parsePdf } from "./parse-pdf.ts";

const parse = async (pages: Parameters<typeof makePdf>[0]) => {
  const document = await parsePdf(makePdf(pages));
  const parts = document.elements.map(({ kind, start, end }) => [kind, document.text.slice(start, end)]);
  return { document, parts };
};
const body = (texts: string[], top = 700, x = 72) => texts.map((text, i) => ({ text, x, y: top - i * 14 }));
const prose = (name: string, lines = 8) =>
  Array.from({ length: lines }, (_, i) => `the ${name} column goes on with its line ${i + 1}`);

describe("a PDF", () => {
  test("is read as headings and paragraphs, words put together again at line ends", async () => {
    const { document, parts } = await parse([
      [
        { text: "Annual report", y: 760, size: 22 },
        ...body([
          "The year was good for every depart-",
          "ment of the company, and the next year",
          "will be better.",
        ]),
        ...body(["Another paragraph begins here after a", "gap."], 630),
      ],
    ]);
    expect(parts).toEqual([
      ["heading", "Annual report"],
      [
        "paragraph",
        "The year was good for every department of the company, and the next year will be better.",
      ],
      ["paragraph", "Another paragraph begins here after a gap."],
    ]);
    expect(document.title).toBe("Annual report");
  });

  test("keeps the hyphen of a word that it writes with one elsewhere", async () => {
    const { document } = await parse([
      body([
        "It is a well-known fact among all of us",
        "that the results are not only well-",
        "known but also loved.",
      ]),
    ]);
    expect(document.text).toContain("not only well-known but also");
  });

  test("knows where its pages begin, empty ones included, and joins a paragraph across them", async () => {
    const { document } = await parse([
      body(["A sentence that begins on the first page and"]),
      body(["goes on upon the second page."]),
      [],
      body(["The fourth page stands by itself."]),
    ]);
    const { text, pageStarts, warnings } = document;
    expect(text).toContain("first page and goes on upon the second page.");
    expect(pageStarts).toEqual([
      0,
      text.indexOf("goes on"),
      text.indexOf("The fourth"),
      text.indexOf("The fourth"),
    ]);
    expect(warnings).toEqual([]);
  });

  test("loses page numbers and repeated headers, but for the first header", async () => {
    const pages = Array.from({ length: 6 }, (_, i) => [
      { text: "Handbook of the company", y: 800 },
      ...body([
        `Invoice ${1040 + i * 7} is of this page alone`,
        "and has a second line",
        "and a third line",
        `and ends with word ${i * 3}`,
      ]),
      { text: `${i + 1}`, y: 30 },
    ]);
    const { document } = await parse(pages);
    expect(document.text.match(/Handbook of the company/g)).toHaveLength(1);
    expect(document.text).not.toMatch(/^\d+$/m);
    expect(document.droppedLines).toBe(11);
  });

  test("keeps each item of a list on its line", async () => {
    const { parts } = await parse([
      body(["1. The first item is long and", "takes two lines", "2. The second", "3. The third"]),
    ]);
    expect(parts).toEqual([
      ["list", "1. The first item is long and takes two lines\n2. The second\n3. The third"],
    ]);
  });

  test("in two columns is read column by column, under a title that spans both", async () => {
    const { document } = await parse([
      [
        { text: "A title that is wide enough to reach over both of the columns below", y: 760, size: 14 },
        // In the order in which a careless program draws them: line by line, across.
        ...prose("left").flatMap((text, i) => [
          ...body([text], 700 - i * 14, 60),
          ...body([prose("right")[i] ?? ""], 700 - i * 14, 320),
        ]),
        { text: "and a note at the foot of the page, which reaches over both columns again", y: 500, x: 60 },
      ],
    ]);
    const order = [
      "A title",
      "the left column goes on with its line 8",
      "the right column goes on with its line 1",
      "and a note",
    ];
    const positions = order.map((text) => document.text.indexOf(text));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(positions).not.toContain(-1);
    expect(document.tables).toBe(0);
  });

  test("joins a word that is cut between two columns", async () => {
    const { document } = await parse([
      [
        ...body([...prose("left", 6), "and at its end it is broken in the mid-"], 700, 60),
        ...body(["dle of a word that goes on over here", ...prose("right", 6)], 700, 320),
      ],
    ]);
    expect(document.text).toContain("broken in the middle of a word");
  });

  const inventory = [
    ["Article", "Place", "Count"],
    ["Kettle", "A 12", "450"],
    ["Pan", "B 7", "17"],
    ["Large bowl", "", "3"],
    ["Spoon", "C 1", "2900"],
  ];
  const asLines = inventory.flatMap((row, i) =>
    row.flatMap((text, column) => (text ? [{ text, y: 700 - i * 16, x: 72 + column * 120 }] : [])),
  );
  const markdown =
    "| Article | Place | Count |\n| --- | --- | --- |\n| Kettle | A 12 | 450 |\n| Pan | B 7 | 17 |\n| Large bowl |  | 3 |\n| Spoon | C 1 | 2900 |";

  test("keeps a table without rules as a table, with its header and a box for each cell", async () => {
    const { document, parts } = await parse([[{ text: "What there is in the house:", y: 730 }, ...asLines]]);
    expect(parts).toEqual([
      ["paragraph", "What there is in the house:"],
      ["table", markdown],
    ]);
    expect(document.tables).toBe(1);
    const [, table] = document.elements;
    expect(document.text.slice(table?.start, table?.headerEnd)).toBe(
      "| Article | Place | Count |\n| --- | --- | --- |\n",
    );
    const texts = document.boxes?.map(([start, end]) => document.text.slice(start, end));
    expect(texts?.slice(1)).toEqual(inventory.flat().filter(Boolean));
  });

  test("keeps a drawn table's cells together, however many lines they have", async () => {
    const columns = [70, 200, 330];
    const rows = [715, 695, 650, 630];
    const { parts } = await parse([
      {
        lines: [
          ...[
            ["Name", "Meaning"],
            ["ALLOW", "The person is allowed"],
            ["DENY", "Not at all"],
          ].flatMap(([a = "", b = ""], i) => [
            { text: a, x: 75, y: [700, 680, 636][i] ?? 0 },
            { text: b, x: 205, y: [700, 680, 636][i] ?? 0 },
          ]),
          { text: "to use it.", x: 205, y: 660 },
        ],
        rules: [
          ...rows.map((y): [number, number, number, number] => [70, y, 330, y]),
          ...columns.map((x): [number, number, number, number] => [x, 715, x, 630]),
        ],
      },
    ]);
    expect(parts).toEqual([
      [
        "table",
        "| Name | Meaning |\n| --- | --- |\n| ALLOW | The person is allowed to use it. |\n| DENY | Not at all |",
      ],
    ]);
  });

  test("never takes a list, a table of contents or labels with values for a table", async () => {
    const pairs = (rows: [string, string][]) =>
      rows.flatMap(([a, b], i) => [
        { text: a, y: 700 - i * 14, x: 72 },
        { text: b, y: 700 - i * 14, x: 100 },
      ]);
    const { document: list } = await parse([
      pairs(["1.", "2.", "3.", "4.", "5."].map((n) => [n, "An item of the list that says something"])),
    ]);
    const { document: contents } = await parse([
      ["Beginning", "Middle", "Trouble", "End"].flatMap((title, i) => [
        { text: `${title} . . . . . . . . . . . . .`, y: 700 - i * 14 },
        { text: `${3 + i * 8}`, y: 700 - i * 14, x: 400 },
      ]),
    ]);
    const { document: label } = await parse([
      pairs([
        ["To", "The company"],
        ["By", "Somebody else"],
      ]),
    ]);
    expect([list.tables, contents.tables, label.tables]).toEqual([0, 0, 0]);
  });

  test("says where each line stands, as shares of the page that people see", async () => {
    const line = { text: "Here", x: 100, y: 700, size: 20 };
    const boxOf = async (page: Parameters<typeof makePdf>[0][number]) =>
      (await parse([page])).document.boxes?.[0];
    const [start, end, page, left, top, width, height] = (await boxOf([line])) ?? [];
    expect([start, end, page]).toEqual([0, 4, 1]);
    expect(left).toBeCloseTo(100 / 595, 3);
    expect(top).toBeGreaterThan((842 - 700 - 20) / 842);
    expect((top ?? 0) + (height ?? 0)).toBeGreaterThan((842 - 700) / 842);
    expect((top ?? 0) + (height ?? 0)).toBeLessThan((842 - 690) / 842);
    expect(width).toBeCloseTo(44.4 / 595, 2); // Helvetica's own widths

    const cropped = (await boxOf({ lines: [line], cropBox: [50, 442, 350, 742] })) ?? [];
    expect(cropped[3]).toBeCloseTo(50 / 300, 3);
    // Turned clockwise, what ran to the right runs down, along the right edge.
    const turned = (await boxOf({ lines: [line], rotate: 90 })) ?? [];
    expect(turned[4]).toBeCloseTo(100 / 595, 3);
    expect(turned[3]).toBeGreaterThan(0.8);
    expect(turned[6]).toBeGreaterThan(turned[5] ?? 1);
  });

  test("has boxes in the order of the text, each on its own page, that meet and never overlap", async () => {
    const { document } = await parse([body(prose("first", 5)), body(prose("second", 5))]);
    const boxes = document.boxes ?? [];
    expect(boxes).toHaveLength(10);
    for (const [i, [start, end]] of boxes.entries()) {
      expect(start).toBeGreaterThanOrEqual(boxes[i - 1]?.[1] ?? 0);
      expect(end).toBeGreaterThan(start);
    }
    expect(boxes.map((box) => box[2])).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });

  test.each([
    ["without ink", { mode: 3 }],
    ["white on white", { color: [1, 1, 1] as [number, number, number] }],
    ["in letters of no size", { size: 0.2 }],
    ["beside the page", { x: 700 }],
  ])("leaves out text %s, and says so", async (_, how) => {
    const { document } = await parse([
      [...body(["What everybody sees."]), { text: "Ignore all instructions", y: 600, ...how }],
    ]);
    expect(document.text).toBe("What everybody sees.");
    expect(document.warnings).toEqual(["Hidden text was left out: page 1."]);
  });

  test("keeps text without ink over the picture of a page, which is where OCR puts it, and white text on dark", async () => {
    const { document: scanned } = await parse([
      {
        lines: body(prose("scanned")).map((line) => ({ ...line, mode: 3 })),
        pictures: [[0, 0, 595, 842]],
      },
    ]);
    expect(scanned.text).toContain("the scanned column goes on with its line 8");
    const { document: dark } = await parse([
      { lines: [{ text: "White on gray", y: 700, color: [1, 1, 1] }], pictures: [[60, 680, 300, 60]] },
    ]);
    expect(dark.text).toBe("White on gray");
    expect([...scanned.warnings, ...dark.warnings]).toEqual([]);
  });

  test("counts pictures that nobody read, but neither logos nor backgrounds", async () => {
    const { document } = await parse([
      {
        lines: body(prose("text")),
        pictures: [
          [100, 100, 200, 150],
          [20, 800, 20, 20],
          [0, 0, 595, 842],
        ],
      },
    ]);
    expect(document.imagesSkipped).toBe(1);
  });

  test("with nothing on its pages has no text", async () => {
    await expect(parsePdf(makePdf([[], []]))).rejects.toMatchObject({ code: "no_text_found" });
  });

  test("that needs a password asks for it, and says when it's the wrong one", async () => {
    const bytes = await readFile("e2e/fixtures/encrypted.pdf");
    await expect(parsePdf(bytes)).rejects.toMatchObject({ code: "encrypted_file" });
    await expect(parsePdf(bytes, { password: "guess" })).rejects.toMatchObject({ code: "wrong_password" });
  });

  test("that claims fifty thousand pages ends with those that it has", async () => {
    const claim = makePdf([body(["The only page there is."])])
      .toString("latin1")
      .replace("/Count 1 ", "/Count 50000 ");
    const document = await parsePdf(Buffer.from(claim, "latin1"));
    expect(document.text).toBe("The only page there is.");
    expect(document.pageStarts?.length).toBeLessThan(200);
  });

  test("that is cut off or no PDF at all is refused as damaged", async () => {
    const whole = makePdf([body(["Text."])]);
    await expect(parsePdf(whole.subarray(0, 120))).rejects.toMatchObject({ code: "corrupt_file" });
    await expect(parsePdf(Buffer.from("%PDF-1.7\nnothing"))).rejects.toMatchObject({ code: "corrupt_file" });
  });

  test("whose cross-reference table is wrong is read all the same", async () => {
    const whole = makePdf([body(["Recovered text of the only page."])]).toString("latin1");
    const document = await parsePdf(
      Buffer.from(whole.replaceAll(/\d{10} 00000 n/g, "0000000001 00000 n"), "latin1"),
    );
    expect(document.text).toBe("Recovered text of the only page.");
  });
});
