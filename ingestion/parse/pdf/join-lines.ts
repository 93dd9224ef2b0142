const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。、，：；！？」』）]/u;
const isHyphen = (character: string | undefined) =>
  character !== undefined && "-\u00ad\u2010".includes(character);
/** Looking for a word's half no farther back keeps this as fast at the end of a long paragraph as at its beginning. */
const wordMax = 60;
const hyphenated = /(\p{L}+(?:-\p{L}+)*)[-\u00ad\u2010]$/u;

/** Puts lines of a paragraph together again, undoing hyphenation and adding the spaces that line breaks stood for. */
export class LineJoiner {
  private readonly words: Set<string>;

  /** `words`: those of the whole document in lower case, by which a hyphen of the word is told from one of the line. */
  constructor(words: Set<string>) {
    this.words = words;
  }

  /** The text so far with the next line, and the offset at which that line begins in it. */
  join(text: string, line: string): { text: string; at: number } {
    const broken =
      isHyphen(text.at(-1)) && /^\p{L}/u.test(line) ? hyphenated.exec(text.slice(-wordMax)) : null;
    if (broken) {
      const kept = this.isOwnHyphen(broken, line) ? text : text.slice(0, -1);
      return { text: kept + line, at: kept.length };
    }
    const glue = unspaced.test(text.at(-1) ?? "") && unspaced.test(line[0] ?? "") ? "" : " ";
    return { text: text + glue + line, at: text.length + glue.length };
  }

  /**
   * "well-" + "known" keeps its hyphen where the document writes "well-known" elsewhere and never "wellknown"; so does what it
   * writes neither of, where both halves are words of their own ("mixed-" + "mode") or the second is a name ("Jean-" + "Paul").
   */
  private isOwnHyphen(broken: RegExpExecArray, line: string): boolean {
    const head = broken[1]?.toLowerCase() ?? "";
    const tail = /^\p{L}+/u.exec(line)?.[0] ?? "";
    const low = tail.toLowerCase();
    if (this.words.has(head + low)) return false;
    if (head.includes("-") || this.words.has(`${head}-${low}`) || tail !== low) return true;
    const isLong = head.length >= ownWordMin && low.length >= ownWordMin;
    return isLong && this.words.has(head) && this.words.has(low);
  }
}

/** Shorter than this is more often a syllable that happens to be a word. */
const ownWordMin = 4;

/**
 * The words of a text in lower case, compounds with hyphens also as one; without the halves of words that a line break cut.
 * Empty where no line ends in a hyphen: then nobody asks.
 */
export function wordSet(texts: Iterable<string>): Set<string> {
  const words = new Set<string>();
  const lines = [...texts];
  if (!lines.some((line) => isHyphen(line.at(-1)))) return words;
  let isCut = false;
  for (const line of lines) {
    const found = line.toLowerCase().match(/\p{L}+(?:-\p{L}+)*/gu) ?? [];
    const endsCut = isHyphen(line.at(-1));
    for (const word of found.slice(isCut ? 1 : 0, endsCut ? -1 : undefined)) words.add(word);
    isCut = endsCut;
  }
  return words;
}
