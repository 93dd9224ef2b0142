import { describe, expect, test } from "vitest";
import { makeOffice, makeRelations } from "../testing/make-zip.ts";
import { outline } from "../testing/outline.ts";
import { parsePptx } from "./parse-pptx.ts";

const paragraphs = (...texts: string[]) =>
  `<p:txBody>${texts.map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`).join("")}</p:txBody>`;
const shape = (type: string, ...texts: string[]) =>
  `<p:sp><p:nvSpPr><p:nvPr>${type && `<p:ph type="${type}"/>`}</p:nvPr></p:nvSpPr>${paragraphs(...texts)}</p:sp>`;
const tree = (root: string, shapes: string) =>
  `<p:${root}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:${root}>`;
const tableCell = (text: string) => `<a:tc>${paragraphs(text)}</a:tc>`;

function presentation(slides: string[], parts: Record<string, string> = {}) {
  // The show's order is that of the list, not of the names.
  const ids = slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="rId${i + 1}"/>`);
  const targets = slides.map((_, i) => [`rId${i + 1}`, ["slide", `slides/slide${slides.length - i}.xml`]]);
  return makeOffice("presentation", {
    "ppt/presentation.xml": `<p:presentation><p:sldIdLst>${ids.join("")}</p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": makeRelations(Object.fromEntries(targets)),
    ...Object.fromEntries(
      slides.map((slide, i) => [`ppt/slides/slide${slides.length - i}.xml`, tree("sld", slide)]),
    ),
    ...parts,
  });
}

describe("a presentation", () => {
  test("has a page per slide in the order of the show, its title as heading", async () => {
    const document = await parsePptx(
      presentation([shape("", "Text") + shape("title", "First"), "", shape("title", "Last")]),
    );
    expect(outline(document)).toEqual(["heading 1: First", "paragraph: Text", "heading 1: Last"]);
    expect(document.pageStarts).toEqual([0, 13, 13]);
    expect(document.title).toBe("First");
  });

  test("keeps lists, tables, groups, charts, pictures' descriptions, notes and comments", async () => {
    const slide = [
      shape("title", "Title"),
      shape("body", "One", "Two"),
      `<p:grpSp>${shape("", "In a group")}</p:grpSp>`,
      `<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>${tableCell("A")}${tableCell("B")}</a:tr><a:tr>${tableCell("1")}${tableCell("2")}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>`,
      `<p:graphicFrame><a:graphic><a:graphicData><c:chart r:id="rChart"/></a:graphicData></a:graphic></p:graphicFrame>`,
      `<p:pic><p:nvPicPr><p:cNvPr descr="A red bridge"/></p:nvPicPr></p:pic>`,
      `<p:pic><p:nvPicPr><p:cNvPr descr="image1.png"/></p:nvPicPr></p:pic>`,
    ];
    const pt = (i: number, value: string) => `<c:pt idx="${i}"><c:v>${value}</c:v></c:pt>`;
    const document = await parsePptx(
      presentation([slide.join("")], {
        "ppt/slides/_rels/slide1.xml.rels": makeRelations({
          rChart: ["chart", "../charts/chart1.xml"],
          n: ["notesSlide", "../notesSlides/notes1.xml"],
          c: ["comments", "../comments/comment1.xml"],
        }),
        "ppt/charts/chart1.xml": `<c:chartSpace><c:chart><c:title><a:t>Growth</a:t></c:title><c:ser><c:tx><c:strCache>${pt(0, "Sales")}</c:strCache></c:tx><c:cat><c:strCache>${pt(0, "2023")}${pt(1, "2024")}</c:strCache></c:cat><c:val><c:numCache>${pt(0, "5")}${pt(1, "8")}</c:numCache></c:val></c:ser></c:chart></c:chartSpace>`,
        "ppt/notesSlides/notes1.xml": tree("notes", shape("sldNum", "1") + shape("body", "Say hello first.")),
        "ppt/commentAuthors.xml": `<p:cmAuthorLst><p:cmAuthor id="7" name="Ada"/></p:cmAuthorLst>`,
        "ppt/comments/comment1.xml": `<p:cmLst><p:cm authorId="7"><p:text>Is this so?</p:text></p:cm></p:cmLst>`,
      }),
    );
    expect(outline(document)).toEqual([
      "heading 1: Title",
      "list: - One\n- Two",
      "paragraph: In a group",
      "table: | A | B |\n| --- | --- |\n| 1 | 2 |",
      "paragraph: Chart: Growth",
      "table: |  | Sales |\n| --- | --- |\n| 2023 | 5 |\n| 2024 | 8 |",
      "paragraph: Image: A red bridge",
      "list: Comments:\n- Ada: Is this so?",
      "paragraph: Notes: Say hello first.",
    ]);
    expect(document.imagesSkipped).toBe(2);
  });

  test("says what stands in its margins once, and slide numbers never", async () => {
    const field = `<p:sp><p:nvSpPr><p:nvPr><p:ph type="sldNum"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:fld><a:t>99</a:t></a:fld></a:p></p:txBody></p:sp>`;
    const slide = (title: string) => shape("title", title) + shape("ftr", "Confidential") + field;
    const { text } = await parsePptx(presentation([slide("A"), slide("B")]));
    expect(text).toBe("A\n\nConfidential\n\nB");
  });

  test("without a presentation in it is damaged", async () => {
    await expect(parsePptx(makeOffice("presentation", {}))).rejects.toMatchObject({ code: "corrupt_file" });
  });
});
