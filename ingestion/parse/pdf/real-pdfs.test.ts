/** Real PDFs against their golden texts and the text layer as pdf.js gives it, where the development data lies beside the repository. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { compareTexts } from "../../../lib/evaluation/documents/text-fidelity.ts";
import { parsePdf } from "../parse-pdf.ts";
import { openPdf } from "./open-pdf.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = "../shared/data/documents";
const file = (name: string) => readFileSync(join(folder, "files", name));
const parse = (name: string) => parsePdf(file(name));

/** What there is without any work: the items of the text layer, one after another. */
async function bareText(bytes: Buffer): Promise<string> {
  const pdf = await openPdf(bytes);
  let text = "";
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    for (const item of items) if ("str" in item) text += item.str + (item.hasEOL ? "\n" : "");
    text += "\n";
  }
  await pdf.loadingTask.destroy();
  return text;
}

describe.skipIf(!existsSync(folder))("a real PDF", () => {
  test.each([
    "redp5110_sampled",
    "multi_page",
    "normal_4pages",
    "right_to_left_01",
    "amt_handbook_sample",
    "SPARSE-2024-INV-1234_borderless_table",
  ])("%s is read as completely as its text layer, and in no worse order", async (name) => {
    const golden = readFileSync(join(folder, "groundtruth", `${name}.md`), "utf8");
    const bytes = file(`${name}.pdf`);
    const bare = compareTexts(await bareText(bytes), golden);
    const read = compareTexts((await parsePdf(bytes)).text, golden);
    // Hidden headings are golden words, too: a hundredth of recall is left out on purpose.
    expect(read.recall).toBeGreaterThan(Math.max(0.93, bare.recall - 0.01));
    expect(read.order).toBeGreaterThan(Math.max(0.98, bare.order - 0.005));
  });

  test("in two columns is no table, and its tables are", async () => {
    const { text, elements } = await parse("tracemonkey.pdf");
    expect(text).toContain("client-side web programming");
    const tables = elements
      .filter(({ kind }) => kind === "table")
      .map(({ start, end }) => text.slice(start, end));
    expect(tables.join("\n")).toContain("| 000 | object | pointer to JSObject handle |");
    expect(tables.join("\n")).toContain("| crypto-md5 | 4 | 4 | 5 | 0 | 0 | 1.0 | 1.3 | 1.3 | 2.30x |");
    for (const table of tables) expect(table.length / table.split("\n").length).toBeLessThan(120);
  });

  test("of 76 pages with glossaries in two columns has each entry whole", async () => {
    const { text } = await parse("failure-after-repair.pdf");
    const plain = text.replaceAll(/\s+/g, " ");
    expect(plain).toContain(
      "A treatment given with or shortly after another treatment to enhance its effectiveness.",
    );
  });

  test("with filled-in fields has their values", async () => {
    const { text } = await parse("testPDF_XFA_govdocs1_258578.pdf");
    expect(text).toContain("School Name: my_school");
    expect(text).toContain("| 2. my_teacher_name2 | my_room2 | my_numSt2 |");
  });
});
