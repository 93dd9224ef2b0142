import type { TextBox } from "../../../lib/document.ts";
import type { ParsedDocument } from "../element.ts";
import { looksLikeHeader, markdownTable } from "../markdown-table.ts";
import { TextBuilder } from "../text-builder.ts";
import { type Block, isBullet, type TextBlock } from "./group-lines.ts";
import { LineJoiner, wordSet } from "./join-lines.ts";
import type { Line, ShareBox, Table } from "./line.ts";

type Written = Required<Pick<ParsedDocument, "text" | "elements" | "pageStarts" | "boxes" | "tables">>;

/** Where in an element's text a piece of a page stands. */
interface Span {
  start: number;
  end: number;
  page: number;
  box: ShareBox;
}

/** Writes blocks as a document's text with its elements, the offsets at which pages begin, and a box for each line and cell. */
export function writeText(blocks: Block[], pageCount: number): Written & { pageStarts: number[] } {
  const joiner = new LineJoiner(
    wordSet(blocks.flatMap((block) => (block.kind === "table" ? [] : block.lines.map((line) => line.text)))),
  );
  const margins = new Margins(blocks);
  const builder = new TextBuilder();
  const boxes: TextBox[] = [];
  const firstOnPage = new Map<number, number>();
  let tables = 0;
  for (const block of blocks) {
    const { text, spans, headerLength } =
      block.kind === "table" ? writeTable(block) : joinLines(block, joiner, margins);
    const heading = block.kind === "heading" ? { level: block.level ?? 1, label: text } : {};
    const start = builder.add({ kind: block.kind, text, headerLength, ...heading });
    if (start === null) continue;
    if (block.kind === "table") tables += 1;
    for (const span of spans) {
      boxes.push([start + span.start, start + span.end, span.page, ...span.box]);
      if (!firstOnPage.has(span.page)) firstOnPage.set(span.page, start + span.start);
    }
  }
  const { text, elements } = builder;
  return { text, elements, boxes, tables, pageStarts: startsOf(firstOnPage, pageCount, text.length) };
}

/** A page without text begins where the next one does. */
function startsOf(firstOnPage: Map<number, number>, pageCount: number, end: number): number[] {
  const starts = new Array<number>(pageCount).fill(end);
  let next = end;
  for (let page = pageCount; page >= 1; page--) {
    next = Math.min(next, firstOnPage.get(page) ?? next);
    starts[page - 1] = next;
  }
  return starts;
}

function joinLines(
  { kind, lines }: TextBlock,
  joiner: LineJoiner,
  margins: Margins,
): { text: string; spans: Span[]; headerLength?: undefined } {
  let text = "";
  const spans: Span[] = [];
  const { endsEarly } = margins;
  for (const [i, line] of lines.entries()) {
    let at = text.length;
    if (!text) text = line.text;
    else if ((kind === "list" && isBullet(line)) || (kind !== "heading" && endsEarly(lines[i - 1], line))) {
      text += `\n${line.text}`;
      at += 1;
    } else ({ text, at } = joiner.join(text, line.text));
    const last = spans.at(-1);
    if (last) last.end = Math.min(last.end, at); // its hyphen is gone
    spans.push(spanOf(line, at, text.length));
  }
  return { text, spans };
}

/** A line that leaves this part of its column empty ended on purpose, as in addresses and lists of facts. */
const emptyShareMin = 0.3;

/** How wide the columns are. */
class Margins {
  private readonly edges = new Map<string, { left: number; right: number }>();

  constructor(blocks: Block[]) {
    for (const block of blocks) {
      if (block.kind === "table") continue;
      for (const line of block.lines) {
        const { left, right } = this.edges.get(keyOf(line)) ?? line;
        this.edges.set(keyOf(line), { left: Math.min(left, line.left), right: Math.max(right, line.right) });
      }
    }
  }

  /** Whether a line ended before its column did, and the next begins something. */
  endsEarly = (above: Line | undefined, line: Line): boolean => {
    const edge = above && this.edges.get(keyOf(above));
    if (!edge || /^[\p{Ll}\p{P}]/u.test(line.text)) return false;
    return edge.right - above.right > emptyShareMin * (edge.right - edge.left);
  };
}

const keyOf = ({ page, region }: Line) => `${page} ${region}`;

const spanOf = ({ page, box }: Line, start: number, end: number): Span => ({ start, end, page, box });

function writeTable({ rows, page }: Table): { text: string; spans: Span[]; headerLength?: number } {
  const texts = rows.map((row) => row.map((cell) => cell.text));
  const { text, headerLength } = markdownTable(texts, looksLikeHeader(texts));
  const spans: Span[] = [];
  let at = 0;
  for (const cell of rows.flat()) {
    if (!cell.box || !cell.text) continue;
    const written = cell.text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|");
    const start = text.indexOf(written, at);
    if (start < 0) continue;
    at = start + written.length;
    spans.push({ start, end: at, page, box: cell.box });
  }
  return { text, spans, ...(headerLength !== undefined && { headerLength }) };
}
