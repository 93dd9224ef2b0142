import { describe, expect, test } from "vitest";
import { makeZip } from "../testing/make-zip.ts";
import { outline } from "../testing/outline.ts";
import { parseOdp } from "./parse-odp.ts";
import { parseOds } from "./parse-ods.ts";
import { parseOdt } from "./parse-odt.ts";

const content = (kind: string, body: string, styles = "") =>
  `<office:document-content><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`;
const odf = (kind: string, body: string, parts: Record<string, string> = {}, styles = "") =>
  makeZip({ "content.xml": content(kind, body, styles), ...parts });
const p = (text: string) => `<text:p>${text}</text:p>`;
const cell = (text: string, attributes = "") =>
  `<table:table-cell ${attributes}>${text && p(text)}</table:table-cell>`;
const row = (...cells: string[]) => `<table:table-row>${cells.join("")}</table:table-row>`;

describe("an OpenDocument text", () => {
  test("keeps headings, lists, tables, notes and comments", async () => {
    const styles = `<style:style style:name="P1" style:parent-style-name="Title"/><text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>`;
    const body = [
      `<text:p text:style-name="P1">The report</text:p>`,
      `<text:h text:outline-level="2">First part</text:h>`,
      p(
        `Some<text:s text:c="2"/>text<text:note><text:note-citation>1</text:note-citation><text:note-body>${p("A note.")}</text:note-body></text:note>.<office:annotation><dc:creator>Ada</dc:creator><dc:date>2026</dc:date>${p("Is this so?")}</office:annotation>`,
      ),
      `<text:list text:style-name="L1"><text:list-item>${p("One")}<text:list><text:list-item>${p("Inner")}</text:list-item></text:list></text:list-item><text:list-item>${p("Two")}</text:list-item></text:list>`,
      `<table:table><table:table-header-rows>${row(cell("A"), cell("B"))}</table:table-header-rows>${row(cell("1"), cell("2"))}</table:table>`,
      `<text:tracked-changes>${p("deleted")}</text:tracked-changes>`,
    ];
    const document = await parseOdt(odf("text", body.join(""), {}, styles));
    expect(outline(document)).toEqual([
      "heading 1: The report",
      "heading 2: First part",
      "paragraph: Some  text[1].",
      "list: 1. One\n  - Inner\n2. Two",
      "table: | A | B |\n| --- | --- |\n| 1 | 2 |",
      "list: [1] A note.",
      "heading 1: Comments",
      "list: - Ada: Is this so?",
    ]);
    expect(document.title).toBe("The report");
  });

  test("that is encrypted says so, and one without content is damaged", async () => {
    const manifest = `<manifest><file-entry><encryption-data/></file-entry></manifest>`;
    const encrypted = odf("text", "", { "META-INF/manifest.xml": manifest });
    await expect(parseOdt(encrypted)).rejects.toMatchObject({ code: "encrypted_file" });
    await expect(parseOdt(makeZip({ mimetype: "x" }))).rejects.toMatchObject({ code: "corrupt_file" });
  });
});

test("an OpenDocument spreadsheet says dates as ISO dates and isn't inflated by repeated empty cells", async () => {
  const table = `<table:table table:name="Costs">${row(cell("Day"), cell("Sum"))}${row(cell("5.1.24", 'office:date-value="2024-01-05" office:value-type="date"'), cell("1.234,50", 'office:value-type="float" office:value="1234.5"'))}<table:table-row table:number-rows-repeated="1048574">${cell("", 'table:number-columns-repeated="16384"')}</table:table-row></table:table>`;
  expect(outline(await parseOds(odf("spreadsheet", table)))).toEqual([
    "heading 1: Costs",
    "table: | Day | Sum |\n| --- | --- |\n| 2024-01-05 | 1234.5 |",
  ]);
});

test("an OpenDocument presentation has a page per slide, with its notes", async () => {
  const frame = (kind: string, text: string) =>
    `<draw:frame presentation:class="${kind}"><draw:text-box>${p(text)}</draw:text-box></draw:frame>`;
  const slide = `<draw:page>${frame("subtitle", "Below")}${frame("title", "Above")}<presentation:notes>${frame("notes", "Say hello.")}</presentation:notes></draw:page>`;
  const document = await parseOdp(odf("presentation", slide));
  expect(outline(document)).toEqual(["heading 1: Above", "paragraph: Below", "paragraph: Notes: Say hello."]);
  expect(document.pageStarts).toEqual([0]);
});
