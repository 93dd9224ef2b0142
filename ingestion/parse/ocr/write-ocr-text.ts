import type { TextBox } from "../../../lib/document.ts";
import type { ParsedDocument } from "../element.ts";
import { LineJoiner, wordSet } from "../pdf/join-lines.ts";
import { cleanText, TextBuilder } from "../text-builder.ts";
import type { OcrLine, OcrPage } from "./read-tsv.ts";

/** A line that ends this far before its paragraph's right edge, as a share of its width, ended on purpose. */
const shortLine = 0.75;

/**
 * Pages as tesseract read them, as a document's text: its paragraphs, their lines joined where they were only broken by the
 * margin, and where each line stands.
 */
export function writeOcrText(
  pages: Map<number, OcrPage>,
  pageCount: number,
): Required<Pick<ParsedDocument, "text" | "elements" | "boxes">> & { pageStarts: number[] } {
  const builder = new TextBuilder();
  const joiner = new LineJoiner(wordSet([...pages.values()].flat(2).map((line) => line.text)));
  const boxes: TextBox[] = [];
  const firstOnPage = new Map<number, number>();
  for (const [number, paragraphs] of [...pages].sort(([a], [b]) => a - b)) {
    for (const lines of paragraphs) {
      const { text, spans } = joinLines(lines, joiner);
      const start = builder.add({ kind: "paragraph", text });
      if (start === null) continue;
      if (!firstOnPage.has(number)) firstOnPage.set(number, start);
      for (const { from, to, line } of spans)
        boxes.push([start + from, start + to, number, line.left, line.top, line.width, line.height]);
    }
  }
  return {
    text: builder.text,
    elements: builder.elements,
    boxes,
    pageStarts: startsOf(firstOnPage, pageCount, builder.text.length),
  };
}

/** A page without text begins where the next one does. */
function startsOf(firstOnPage: Map<number, number>, pageCount: number, end: number): number[] {
  const starts: number[] = [];
  let next = end;
  for (let page = pageCount; page >= 1; page--) {
    next = firstOnPage.get(page) ?? next;
    starts.unshift(next);
  }
  return starts;
}

interface Span {
  from: number;
  to: number;
  line: OcrLine;
}

function joinLines(lines: OcrLine[], joiner: LineJoiner): { text: string; spans: Span[] } {
  const right = Math.max(...lines.map((line) => line.left + line.width));
  const left = Math.min(...lines.map((line) => line.left));
  let text = "";
  let before: OcrLine | undefined;
  const spans: Span[] = [];
  for (const line of lines) {
    let from = 0;
    const read = cleanText(line.text);
    if (!before) text = read;
    else if (before.left + before.width < left + shortLine * (right - left)) {
      from = text.length + 1;
      text += `\n${read}`;
    } else {
      ({ text, at: from } = joiner.join(text, read));
      const last = spans.at(-1);
      if (last) last.to = Math.min(last.to, from); // its hyphen is gone
    }
    spans.push({ from, to: text.length, line });
    before = line;
  }
  return { text, spans };
}
