import { getDocumentProxy, getResolvedPDFJS } from "unpdf";
import { AppError } from "../../lib/errors.ts";
import type { ParsedDocument } from "./element.ts";
import { dropRunningLines } from "./pdf/drop-running-lines.ts";
import { type Block, groupLines, isBullet } from "./pdf/group-lines.ts";
import { LineJoiner, wordSet } from "./pdf/join-lines.ts";
import { findSpoiltWords, isRightToLeft, mendWords } from "./pdf/mend-ligatures.ts";
import { type Line, readLines, type TextItem } from "./pdf/read-lines.ts";
import { TextBuilder } from "./text-builder.ts";

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/** A file that claims more pages than it has isn't asked for all of them. */
const damagedPagesInARowMax = 50;
/** pdf.js's level for errors only; its warnings are about drawing. */
const quiet = 0;

/**
 * The text layer of a PDF as headings, paragraphs and lists, in the order of the file, with pages. Pages that can't be read
 * are left out with a warning. Throws `encrypted_file` or `corrupt_file`.
 */
export async function parsePdf(bytes: Buffer): Promise<ParsedDocument> {
  const { version } = await getResolvedPDFJS();
  const pdf = await openPdf(bytes);
  try {
    const { pages, damaged } = await readPages(pdf);
    if (damaged.length === pages.length)
      throw new AppError("corrupt_file", { message: "no page could be read" });
    const body = dropRunningLines(pages);
    const blocks = groupLines(body.pages);
    return {
      parser: `pdf.js ${version}`,
      title: (await titleFromMetadata(pdf)) ?? titleFromHeadings(blocks),
      ...writeText(blocks, pages.length),
      tables: 0,
      imagesSkipped: 0,
      warnings: warningsAbout(pages, damaged, body.dropped),
    };
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function openPdf(bytes: Buffer): Promise<Pdf> {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: quiet });
  } catch (cause) {
    const code =
      cause instanceof Error && cause.name === "PasswordException" ? "encrypted_file" : "corrupt_file";
    throw new AppError(code, { cause });
  }
}

async function readPages(pdf: Pdf): Promise<{ pages: Line[][]; damaged: number[] }> {
  const pages: Line[][] = [];
  const damaged: number[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    try {
      pages.push(await readPage(pdf, number));
    } catch {
      pages.push([]);
      damaged.push(number);
      const recent = damaged.slice(-damagedPagesInARowMax);
      if (recent.length === damagedPagesInARowMax && recent[0] === number - damagedPagesInARowMax + 1) break;
    }
  }
  return { pages, damaged };
}

async function readPage(pdf: Pdf, number: number): Promise<Line[]> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  const texts = items.filter((item): item is TextItem & typeof item => "str" in item);
  const lines = readLines(texts, number);
  if (lines.some((line) => isRightToLeft(line.text))) {
    const mended = await findSpoiltWords(page);
    for (const line of lines) line.text = mendWords(line.text, mended);
  }
  page.cleanup();
  return lines;
}

function writeText(
  blocks: Block[],
  pageCount: number,
): Pick<ParsedDocument, "text" | "elements" | "pageStarts"> {
  const joiner = new LineJoiner(wordSet(blocks.flatMap((block) => block.lines.map((line) => line.text))));
  const builder = new TextBuilder();
  const firstOnPage = new Map<number, number>();
  for (const block of blocks) {
    const { text, pageOffsets } = joinBlock(block, joiner);
    const start = builder.add({
      kind: block.kind,
      text,
      ...(block.level && { level: block.level, label: text }),
    });
    if (start === null) continue;
    for (const [page, offset] of pageOffsets)
      if (!firstOnPage.has(page)) firstOnPage.set(page, start + offset);
  }
  const pageStarts: number[] = [];
  let next = builder.text.length;
  for (let page = pageCount; page >= 1; page--) {
    next = firstOnPage.get(page) ?? next; // a page without text begins where the next one does
    pageStarts.unshift(next);
  }
  return { text: builder.text, elements: builder.elements, pageStarts };
}

/** A block's text, and where in it each page that it touches begins. */
function joinBlock(
  { kind, lines }: Block,
  joiner: LineJoiner,
): { text: string; pageOffsets: Map<number, number> } {
  let text = "";
  const pageOffsets = new Map<number, number>();
  for (const line of lines) {
    let at = text.length;
    if (!text) text = line.text;
    else if (kind === "list" && isBullet(line)) {
      text += `\n${line.text}`;
      at += 1;
    } else ({ text, at } = joiner.join(text, line.text));
    if (!pageOffsets.has(line.page)) pageOffsets.set(line.page, at);
  }
  return { text, pageOffsets };
}

/** Titles that programs write by themselves say nothing: a file's name, "untitled", "Microsoft Word - …". */
const emptyTitle =
  /^(untitled|\(anonymous\)|document\d*|unknown|powerpoint presentation|microsoft \w+ - .*|.*\.\w{2,5})$/i;

async function titleFromMetadata(pdf: Pdf): Promise<string | null> {
  const metadata = await pdf.getMetadata().catch(() => null);
  const info: { Title?: unknown } = metadata?.info ?? {};
  const title = typeof info.Title === "string" ? info.Title.replace(/\s+/g, " ").trim() : "";
  return title.length >= 4 && /\s/.test(title) && !emptyTitle.test(title) ? title.slice(0, 300) : null;
}

/** The first of the large headings on the first page, where it isn't just the first of the sections. */
function titleFromHeadings(blocks: Block[]): string | null {
  const headings = blocks.filter((block) => block.kind === "heading" && block.lines[0]?.page === 1);
  const size = (block: Block) => block.lines[0]?.fontSize ?? 0;
  const largest = Math.max(...headings.map(size));
  const first = headings.find((block) => size(block) >= 0.85 * largest);
  const title = first?.lines.map((line) => line.text).join(" ") ?? "";
  return title.length >= 4 && !/^[\d.]+\s/.test(title) ? title : null;
}

function warningsAbout(pages: Line[][], damaged: number[], dropped: number): string[] {
  const empty = pages.filter((page) => page.length === 0).length - damaged.length;
  const warnings: string[] = [];
  if (damaged.length) warnings.push(`Damaged and left out: page ${listNumbers(damaged)}.`);
  if (empty > 0) warnings.push(`${empty} of ${pages.length} pages hold no text. Scanned pages need OCR.`);
  if (dropped) warnings.push(`${dropped} lines of running headers and footers were left out.`);
  return warnings;
}

function listNumbers(numbers: number[]): string {
  const shown = numbers.slice(0, 10).join(", ");
  return numbers.length > 10 ? `${shown} and ${numbers.length - 10} more` : shown;
}
