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
/** Enough to hold an abbreviation and the white space after it. */
const tailChars = 40;

/** Runs of text up to a blank line, a list item, a heading or a table row. */
const blocks = /(?:(?!\n[^\S\n]*(?:\n|[-*+#|]|\d+[.)]\s))[\s\S])+/g;

/** A line break within a paragraph: after a line long enough to have been wrapped, or before one that goes on in lower case. */
const softBreak = /(?<=[^\n\u2029]{50})\n(?=\S)|\n(?=[^\S\n]*\p{Ll})/gu;

/** Dots that lead to a page or a code, as in "Hotels ...... 12": no end of a sentence, though ICU takes them for one. */
const leader = /(?<!\.[^\S\n]?)(?:\.[^\S\n]?){4,}(?=[^\S\n]*\d)/g;
/** The end of a line with them, which was never wrapped. */
const entryEnd = /(?<=(?:\.[^\S\n]?){4}[^\S\n]*\d+[^\S\n]*)\n/g;
const hasLeader = /(?:\.[^\S\n]?){4}/;
const paragraphSeparator = "\u2029";

/** A reference mark. ICU takes the bracket of "… years.[1]" for the end of that sentence and begins the next with the number. */
const referenceMark = /[[【][\d\s,;]+[\]】]/g;

/** The block as ICU should read it, as long as it was, so that offsets hold. */
function forSegmenter(block: string): string {
  const plain = hasLeader.test(block)
    ? block.replaceAll(entryEnd, paragraphSeparator).replaceAll(leader, (dots) => "-".repeat(dots.length))
    : block;
  return plain.replaceAll(softBreak, " ").replaceAll(referenceMark, (mark) => ")".repeat(mark.length));
}

/**
 * The sentences of a text in order, by ICU's rules, with common abbreviations and wrapped lines mended. A blank line, a list
 * item, a heading or a table row always ends a sentence; another line break does where it wasn't made by wrapping.
 */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const block of text.matchAll(blocks)) {
    let from = block.index;
    for (const { segment, index } of segmenter.segment(forSegmenter(block[0]))) {
      const to = block.index + index + segment.length;
      const tail = text.slice(Math.max(from, to - tailChars), to).trimEnd();
      const isLast = index + segment.length === block[0].length;
      if (!isLast && abbreviation.test(tail.slice(-abbreviationCharsMax))) continue;
      push(sentences, text, from, to);
      from = to;
    }
  }
  return sentences;
}

function push(sentences: Sentence[], text: string, from: number, to: number): void {
  const raw = text.slice(from, to);
  const trimmed = raw.trim();
  if (!trimmed) return;
  const start = from + raw.indexOf(trimmed);
  sentences.push({ start, end: start + trimmed.length, text: trimmed });
}
