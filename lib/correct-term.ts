/** A term that stands in some chunk, and in how many. */
export interface KnownTerm {
  term: string;
  chunkCount: number;
}

/** Shorter terms have too many neighbours that mean something else. */
const charsMin = 5;
/** From so many characters on, two slips are forgiven. */
const charsForTwo = 8;

/** True for what may be a misspelt word: codes and numbers are meant as they are, and pairs of characters are no words. */
export function canBeMisspelt(term: string): boolean {
  return term.length >= charsMin && /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+$/u.test(term);
}

/**
 * The known term that was meant by a misspelt one: the fewest slips of the keyboard away, and of those the one that stands in
 * most chunks. Null where none is near. People rarely miss a word's first letter, so that has to be right.
 */
export function correctTerm(misspelt: string, known: KnownTerm[]): string | null {
  const slipsMax = misspelt.length >= charsForTwo ? 2 : 1;
  const near = known
    .filter(({ term }) => term[0] === misspelt[0])
    .map(({ term, chunkCount }) => ({ term, chunkCount, slips: countSlips(misspelt, term) }))
    .filter(({ slips }) => slips <= slipsMax)
    .toSorted((a, b) => a.slips - b.slips || b.chunkCount - a.chunkCount || (a.term < b.term ? -1 : 1));
  return near[0]?.term ?? null;
}

/**
 * Letters left out, put in, mistaken or exchanged with their neighbours on the way from one word to another (Damerau's distance, optimal
 * string alignment).
 */
function countSlips(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      let slips = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        slips = Math.min(slips, (beforeLast[j - 2] ?? 0) + 1);
      row.push(slips);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
