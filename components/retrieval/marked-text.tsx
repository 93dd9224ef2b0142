import type { MarkView } from "./trace-view";

/** A chunk's text with the words that were searched for set off. */
export function MarkedText({ text, marks = [] }: { text: string; marks?: MarkView[] }) {
  return marks.length === 0 ? text : piecesOf(text, marks);
}

function piecesOf(text: string, marks: MarkView[]) {
  let end = 0;
  const pieces = marks.flatMap(([start, stop]) => {
    const before = text.slice(end, start);
    end = stop;
    return [
      before,
      <b key={start} className="font-semibold text-accent-foreground underline decoration-primary/50">
        {text.slice(start, stop)}
      </b>,
    ];
  });
  return [...pieces, text.slice(end)];
}
