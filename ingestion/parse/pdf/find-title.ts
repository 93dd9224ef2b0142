import type { Block, TextBlock } from "./group-lines.ts";
import type { PdfProperties } from "./read-properties.ts";

/** Titles that programs write by themselves say nothing: a file's name, "untitled", "Microsoft Word - …". */
const emptyTitle =
  /^(untitled|\(anonymous\)|document\d*|unknown|powerpoint presentation|microsoft \w+ - .*|.*\.\w{2,5})$/i;
const titleCharsMax = 300;

/** The title that the file gives itself, where it says something; else the first large heading. Null where there's neither. */
export function findTitle(properties: PdfProperties, blocks: Block[]): string | null {
  return titleFromProperties(properties) ?? titleFromHeadings(blocks);
}

function titleFromProperties({ statedTitle }: PdfProperties): string | null {
  const title = statedTitle.replace(/\s+/g, " ").trim();
  return title.length >= 4 && /\s/.test(title) && !emptyTitle.test(title)
    ? title.slice(0, titleCharsMax)
    : null;
}

/** The first of the large headings on the first page, where it isn't just the first of the sections. */
function titleFromHeadings(blocks: Block[]): string | null {
  const headings = blocks.filter(
    (block): block is TextBlock => block.kind === "heading" && block.lines[0]?.page === 1,
  );
  const size = (block: TextBlock) => block.lines[0]?.fontSize ?? 0;
  const largest = Math.max(...headings.map(size));
  const first = headings.find((block) => size(block) >= 0.85 * largest);
  const title = first?.lines.map((line) => line.text).join(" ") ?? "";
  return title.length >= 4 && !/^[\d.]+\s/.test(title) ? title.slice(0, titleCharsMax) : null;
}
