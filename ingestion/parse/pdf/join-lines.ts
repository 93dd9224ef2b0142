const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。、，：；！？」』）]/u;
const hyphenated = /(\p{L}+)[-\u00ad\u2010]$/u;

/** Puts lines of a paragraph together again, undoing hyphenation and adding the spaces that line breaks stood for. */
export class LineJoiner {
  private readonly words: Set<string>;

  /** `words`: those of the whole document in lower case, by which a hyphen of the word is told from one of the line. */
  constructor(words: Set<string>) {
    this.words = words;
  }

  /** The text so far with the next line, and the offset at which that line begins in it. */
  join(text: string, line: string): { text: string; at: number } {
    const broken = hyphenated.exec(text);
    if (broken && /^\p{Ll}/u.test(line)) {
      const kept = this.isOwnHyphen(broken, line) ? text : text.slice(0, -1);
      return { text: kept + line, at: kept.length };
    }
    const glue = unspaced.test(text.at(-1) ?? "") && unspaced.test(line[0] ?? "") ? "" : " ";
    return { text: text + glue + line, at: text.length + glue.length };
  }

  /** "well-" + "known" keeps its hyphen where the document writes "well-known" elsewhere and never "wellknown". */
  private isOwnHyphen(broken: RegExpExecArray, line: string): boolean {
    const head = broken[1]?.toLowerCase() ?? "";
    const tail = /^\p{L}+/u.exec(line)?.[0].toLowerCase() ?? "";
    return !this.words.has(head + tail) && this.words.has(`${head}-${tail}`);
  }
}

/** The words of a text in lower case, compounds with hyphens also as one. */
export function wordSet(lines: Iterable<string>): Set<string> {
  const words = new Set<string>();
  for (const line of lines) {
    for (const [word] of line.toLowerCase().matchAll(/\p{L}+(?:-\p{L}+)*/gu)) words.add(word);
  }
  return words;
}
