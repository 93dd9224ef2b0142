import type { Citation } from "@/lib/turn";
import type { ReadAnswer } from "./read-answer";

/** The answer as text for the clipboard: with its marks and a list of sources, or without both. */
export function copyAnswer(
  { text, citations }: Pick<ReadAnswer, "text" | "citations">,
  withCitations: boolean,
): string {
  return withCitations ? withSources(text, citations) : withoutMarks(text, citations);
}

function withSources(text: string, citations: Citation[]): string {
  const byIndex = new Map(citations.map((citation) => [citation.index, citation]));
  const sources = [...byIndex.values()]
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, title, page, quote }) => {
      const place = page === null ? title : `${title}, p. ${page}`;
      return `[${index}] ${place}: “${quote.replaceAll(/\s+/g, " ").trim()}”`;
    });
  return sources.length === 0 ? text : `${text.trimEnd()}\n\nSources\n${sources.join("\n")}`;
}

/** The answer without its marks. */
export function withoutMarks(text: string, citations: Pick<Citation, "position">[]): string {
  let plain = "";
  let done = 0;
  for (const { position } of citations.toSorted((a, b) => a.position - b.position)) {
    const mark = text.slice(position).match(/^\[\d+\]/)?.[0];
    if (!mark) continue;
    plain += text.slice(done, position).trimEnd();
    done = position + mark.length;
  }
  return plain + text.slice(done);
}
