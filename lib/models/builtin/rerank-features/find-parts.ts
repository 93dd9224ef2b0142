import type { Holders } from "./find-holders.ts";

/** Every term of question and candidates by a number of its own: the question's terms have the first, in their order. */
export interface Vocabulary {
  terms: string[];
  idOf: Map<string, number>;
  /** By number, the text that was read last with the term; -1 where there was none. */
  readLastIn: number[];
  /** By number, the term's place among those of that text. */
  places: number[];
  askedCount: number;
}

/** A term that has a part in common with another. */
export interface Part {
  id: number;
  /** How much of the longer word the shorter one, or their common beginning, is. */
  likeness: number;
}

const partCharsMin = 4;
const prefixCharsMin = 5;

/**
 * Gives for a term its other forms, compounds with it, and parts of it that texts hold, the likest first: "versicherung" in
 * "lebensversicherung". Found by searching all terms as one text: to compare each with each took a third of the features' time.
 */
export function openPartFinder(
  { terms, idOf }: Pick<Vocabulary, "terms" | "idOf">,
  holders: Pick<Holders, "countOf">,
): (term: string) => Part[] {
  const text = `\n${terms.join("\n")}\n`;
  const charsMax = terms.reduce((most, { length }) => Math.max(most, length), 0);
  const starts = new Int32Array(terms.length);
  for (let id = 0, at = 1; id < terms.length; id++) {
    starts[id] = at;
    at += (terms[id] as string).length + 1;
  }

  function termAt(offset: number): number {
    let [low, high] = [0, terms.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function find(wanted: string, into: Set<number>): void {
    const last = wanted.length - 1; // its first character may be the line feed before a term
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1))
      into.add(termAt(at + last));
  }

  function findWithin(term: string, into: Set<number>): void {
    for (let start = 0; start + partCharsMin <= term.length; start++)
      for (let end = start + partCharsMin; end <= Math.min(term.length, start + charsMax); end++) {
        const id = idOf.get(term.slice(start, end));
        if (id !== undefined) into.add(id);
      }
  }

  return (term) => {
    if (term.length < partCharsMin) return [];
    const found = new Set<number>();
    find(term, found);
    findWithin(term, found);
    if (term.length > prefixCharsMin) find(`\n${term.slice(0, prefixCharsMin)}`, found);
    return [...found]
      .filter((id) => terms[id] !== term && holders.countOf(id) !== 0)
      .map((id) => ({ id, likeness: likenessOf(term, terms[id] as string) }))
      .filter(({ likeness }) => likeness > 0)
      .sort((a, b) => b.likeness - a.likeness || a.id - b.id);
  };
}

function likenessOf(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < partCharsMin) return 0;
  if (long.includes(short)) return short.length / long.length;
  let common = 0;
  while (common < short.length && short.charCodeAt(common) === long.charCodeAt(common)) common++;
  return common >= prefixCharsMin ? common / long.length : 0;
}
