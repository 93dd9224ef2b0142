/** A sentence of a text: `text.slice(start, end)`, without surrounding white space. */
export interface Sentence {
  start: number;
  end: number;
  text: string;
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Words after which a full stop doesn't end a sentence. ICU knows none of them. */
const abbreviation =
  /(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|e\.g|i\.e|cf|al|approx|ca|No|Nos|Fig|Eq|Sec|Vol|pp|Inc|Ltd|Co|Corp|U\.S|a\.m|p\.m)\.$/;
/** More than the longest of them with what must stand before it. */
const abbreviationCharsMax = 12;

/** Runs of text up to a blank line, a list item, a heading or a table row. */
const blocks = /(?:(?!\n[^\S\n]*(?:\n|[-*+#|]|\d+[.)]\s))[\s\S])+/g;

/**
 * The sentences of a text in order, by ICU's rules, with common abbreviations mended. A blank line, a list item, a heading
 * or a table row always ends a sentence.
 */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const block of text.matchAll(blocks)) {
    let open: { start: number; text: string } | undefined;
    for (const { segment, index } of segmenter.segment(block[0])) {
      const current = open ?? { start: block.index + index, text: "" };
      current.text += segment;
      open = current;
      if (abbreviation.test(current.text.trimEnd().slice(-abbreviationCharsMax))) continue;
      push(sentences, current);
      open = undefined;
    }
    if (open) push(sentences, open);
  }
  return sentences;
}

function push(sentences: Sentence[], { start, text }: { start: number; text: string }): void {
  const trimmed = text.trim();
  if (!trimmed) return;
  const from = start + text.indexOf(trimmed);
  sentences.push({ start: from, end: from + trimmed.length, text: trimmed });
}
