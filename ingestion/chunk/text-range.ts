/** `text.slice(start, end)` */
export interface TextRange {
  start: number;
  end: number;
}

/** Its lines, each with its line break. */
export function linesIn(text: string, { start, end }: TextRange): TextRange[] {
  const lines: TextRange[] = [];
  for (let at = start; at < end; ) {
    const lineBreak = text.indexOf("\n", at);
    const next = lineBreak < 0 || lineBreak >= end ? end : lineBreak + 1;
    lines.push({ start: at, end: next });
    at = next;
  }
  return lines;
}

const segmenter = new Intl.Segmenter("und", { granularity: "sentence" });

/** Its sentences by Unicode's rules, but that they may go over several lines, each with the white space after it. */
export function sentencesIn(text: string, { start, end }: TextRange): TextRange[] {
  const oneLine = text.slice(start, end).replaceAll(/[\r\n]/g, " ");
  return Array.from(segmenter.segment(oneLine), ({ index, segment }) => ({
    start: start + index,
    end: start + index + segment.length,
  }));
}
