/** Who wrote a document and when, format by format: each says so in its own place. */
import { expect, test } from "vitest";
import { makePdf } from "../testing/make-pdf.ts";
import { makeOffice, makeRelations, makeZip } from "../testing/make-zip.ts";
import type { ParsedDocument } from "./element.ts";
import { parseDocx } from "./parse-docx.ts";
import { parseEml } from "./parse-eml.ts";
import { parseEpub } from "./parse-epub.ts";
import { parseHtml } from "./parse-html.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import { parseOdt } from "./parse-odt.ts";
import type { Nesting } from "./parse-parts.ts";
import { parsePdf } from "./parse-pdf.ts";
import { parsePptx } from "./parse-pptx.ts";
import { parseXlsx } from "./parse-xlsx.ts";

const noNesting = { depth: 0, path: [], spent: { files: 0, bytes: 0, characters: 0 } } as unknown as Nesting;

const core = {
  "docProps/core.xml": `<cp:coreProperties><dc:creator>Ada Lovelace</dc:creator><cp:lastModifiedBy>Somebody</cp:lastModifiedBy>
    <dcterms:created>2019-01-01T00:00:00Z</dcterms:created><dcterms:modified>2024-05-17T10:00:00Z</dcterms:modified></cp:coreProperties>`,
};
const word = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`;

function book(): Buffer {
  const item = `<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>`;
  return makeZip({
    "META-INF/container.xml": `<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>`,
    "b.opf": `<package><metadata><dc:creator>Ada Lovelace</dc:creator><dc:date>2024-05-17</dc:date></metadata><manifest>${item}</manifest><spine><itemref idref="a"/></spine></package>`,
    "a.xhtml": "<p>Text.</p>",
  });
}

const pdf = (info: string) =>
  Buffer.from(
    makePdf([[{ text: "Text of a page.", y: 700 }]])
      .toString("latin1")
      .replace("/Root 1 0 R", `/Root 1 0 R /Info << ${info} >>`),
    "latin1",
  );

const page = (head: string) => Buffer.from(`<html><head>${head}</head><body><p>Text.</p></body></html>`);

const formats: [name: string, parse: () => ParsedDocument | Promise<ParsedDocument>][] = [
  [
    "Word",
    () =>
      parseDocx(
        makeOffice("document", {
          "word/document.xml": `<w:document ${word}><w:body><w:p><w:r><w:t>Text.</w:t></w:r></w:p></w:body></w:document>`,
          ...core,
        }),
      ),
  ],
  [
    "PowerPoint",
    () => parsePptx(makeOffice("presentation", { "ppt/presentation.xml": "<p:presentation/>", ...core })),
  ],
  [
    "Excel",
    () =>
      parseXlsx(
        makeOffice("workbook", {
          "xl/workbook.xml": "<workbook/>",
          "xl/_rels/workbook.xml.rels": makeRelations({}),
          ...core,
        }),
      ),
  ],
  [
    "OpenDocument",
    () =>
      parseOdt(
        makeZip({
          "content.xml":
            "<office:document-content><office:body><office:text><text:p>Text.</text:p></office:text></office:body></office:document-content>",
          "meta.xml":
            "<office:document-meta><office:meta><meta:initial-creator>Ada Lovelace</meta:initial-creator><dc:date>2024-05-17T10:00:00</dc:date></office:meta></office:document-meta>",
        }),
      ),
  ],
  ["EPUB", () => parseEpub(book())],
  [
    "PDF",
    () => parsePdf(pdf("/Author (Ada Lovelace) /CreationDate (D:20240517100000Z) /ModDate (D:20250101)")),
  ],
  [
    "HTML",
    () =>
      parseHtml(
        page(
          `<meta http-equiv="content-type" content="text/html"><meta name="Author" content="Ada Lovelace"><meta property="article:published_time" content="2024-05-17T12:00:00+02:00">`,
        ),
      ),
  ],
  [
    "Markdown",
    () => parseMarkdown(Buffer.from('---\nauthors:\n  - "Ada Lovelace"\ndate: 2024-05-17\n---\n\nText.')),
  ],
  [
    "mail",
    () =>
      parseEml(
        Buffer.from(
          "From: Ada Lovelace <ada@example.com>\r\nDate: Fri, 17 May 2024 12:00:00 +0200\r\n\r\nText.",
        ),
        noNesting,
      ),
  ],
];

test.each(formats)("%s says who wrote it and when", async (_, parse) => {
  const { author, datedAt } = await parse();
  expect({ author, day: datedAt?.slice(0, 10) }).toEqual({ author: "Ada Lovelace", day: "2024-05-17" });
});

test("a page whose head names nobody but a profile's address has no author", () => {
  const { author } = parseHtml(page(`<meta property="article:author" content="https://example.com/ada">`));
  expect(author).toBeNull();
});

test.each([
  ["author: Ada Lovelace", "Ada Lovelace"],
  ['author: ["Ada Lovelace", "Babbage, Charles"]', "Ada Lovelace, Babbage, Charles"],
  ["authors:\n  - name: Ada Lovelace\n  - Charles Babbage", "Ada Lovelace, Charles Babbage"],
  ["title: None named", null],
])("front matter names its authors as %s", (matter, author) => {
  expect(parseMarkdown(Buffer.from(`---\n${matter}\n---\n\nText.`)).author).toBe(author);
});
