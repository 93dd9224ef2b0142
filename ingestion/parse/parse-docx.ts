import { zipSync } from "fflate";
import mammoth from "mammoth";
import { AppError } from "../../lib/errors.ts";
import { combineDocuments, type DocumentPart } from "./combine-documents.ts";
import type { ParsedDocument } from "./element.ts";
import { ommlToLatex } from "./office/omml-to-latex.ts";
import { mainPartOf, openPackage, type Package, readProperties } from "./office/open-package.ts";
import { readWordComments } from "./office/read-word-comments.ts";
import { parseConvertedHtml } from "./parse-html.ts";
import { TextBuilder } from "./text-builder.ts";
import { childrenOf, readXml } from "./xml/read-xml.ts";

const parser = "mammoth 1.13";
/** Equations stand in a paragraph of their own, or within one. */
const equation = /<m:oMathPara\b[^>]*>.*?<\/m:oMathPara>|<m:oMath\b[^>]*(?<!\/)>.*?<\/m:oMath>/gs;
/** Where a note's text ends, the way back to its mark. */
const backLink = /\s*<a href="#(?:foot|end)note-ref-[^"]*">↑<\/a>/g;

/**
 * A Word document: headings by its styles, lists, tables as Markdown, equations as LaTeX, text boxes, notes, and reviewers'
 * comments at the end. Headers and footers aren't read, tracked changes are taken as accepted. Throws `corrupt_file`,
 * `encrypted_file`, `wrong_password` and `macro_enabled_file`.
 */
export async function parseDocx(
  bytes: Buffer,
  { password }: { password?: string } = {},
): Promise<ParsedDocument> {
  const parts = await openPackage(bytes, password);
  const main = await mainPartOf(parts, "word/document.xml");
  let imagesSkipped = 0;
  const convertImage = mammoth.images.imgElement(async () => {
    imagesSkipped += 1;
    return { src: "" };
  });
  const { value } = await mammoth
    .convertToHtml(
      { buffer: await packText(parts, main) },
      {
        convertImage,
        externalFileAccess: false,
        styleMap: ["p.Title => h1:fresh", "p[style-name='Title'] => h1:fresh"],
      },
    )
    .catch((cause: unknown) => {
      throw new AppError("corrupt_file", { cause });
    });
  const body = { ...parseConvertedHtml(value.replace(backLink, "")), parser };
  const comments = commentsAsDocument(await readWordComments(parts, main));
  const properties = await readProperties(parts);
  return {
    ...(comments
      ? combineDocuments([{ heading: null, document: body }, comments], { parser, title: null })
      : body),
    ...properties,
    title: body.title ?? properties.title,
    imagesSkipped,
  };
}

function commentsAsDocument(comments: string[]): DocumentPart | null {
  const builder = new TextBuilder();
  builder.add({ kind: "list", text: comments.map((comment) => `- ${comment}`).join("\n") });
  const { text, elements } = builder;
  const nothing = { title: null, pageStarts: null, tables: 0, imagesSkipped: 0, warnings: [] };
  return elements.length ? { heading: "Comments", document: { parser, text, elements, ...nothing } } : null;
}

/**
 * The package again with its XML alone and its equations as text, which mammoth would leave out. Pictures are told by the
 * marks in the text, so their bytes needn't be unpacked.
 */
async function packText(parts: Package, main: string): Promise<Buffer> {
  const files: Record<string, Uint8Array> = {};
  for (const name of parts.names) {
    if (!/\.(xml|rels)$/i.test(name)) continue;
    const content = await parts.read(name);
    if (!content) continue;
    files[name] = name === main ? Buffer.from(writeEquations(content.toString("utf8"))) : content;
  }
  return Buffer.from(zipSync(files, { level: 0 }));
}

function writeEquations(xml: string): string {
  return xml.replace(equation, (found) => {
    const [root] = childrenOf(readXml(found));
    if (!root) return found;
    const isBlock = root.name === "oMathPara";
    const formulas = isBlock ? childrenOf(root, "oMath") : [root];
    const mark = isBlock ? "$$" : "$";
    const text = formulas
      .map(ommlToLatex)
      .filter(Boolean)
      .map((latex) => mark + latex + mark)
      .join(" ");
    const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    return `<w:r><w:t xml:space="preserve">${escaped}</w:t></w:r>`;
  });
}
