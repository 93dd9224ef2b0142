import { wordsOf } from "../analyze-text.ts";

/** Share of two texts' words that both have. At 0.9 a changed heading or date line is no difference, a changed sentence is one. */
const overlapMin = 0.9;

export interface DuplicateFinder {
  /** The id of a kept text that says the same; undefined where none does. */
  (text: string): string | undefined;
  keep(text: string, id: string): void;
}

/**
 * Tells texts that say what a kept one says already: the Jaccard index of their distinct words is 0.9 at least, and their numbers are the
 * same ones: "12 days in 2023" and "14 days in 2024" differ in what matters.
 */
export function createDuplicateFinder(): DuplicateFinder {
  const kept: (WordSets & { id: string })[] = [];
  let last = { text: "", sets: wordSetsOf("") };
  /** What is kept was nearly always looked at right before. */
  const setsOf = (text: string) => {
    if (text !== last.text) last = { text, sets: wordSetsOf(text) };
    return last.sets;
  };
  const findSame = (text: string) => {
    const sets = setsOf(text);
    return kept.find((other) => isSame(sets, other))?.id;
  };
  return Object.assign(findSame, {
    keep(text: string, id: string) {
      kept.push({ ...setsOf(text), id });
    },
  });
}

interface WordSets {
  words: Set<string>;
  numbers: Set<string>;
}

function wordSetsOf(text: string): WordSets {
  const words = new Set(wordsOf(text).map((word) => word.toLowerCase()));
  return { words, numbers: new Set([...words].filter((word) => /\p{N}/u.test(word))) };
}

function isSame(one: WordSets, other: WordSets): boolean {
  const [less, more] = [one.words.size, other.words.size].toSorted((a, b) => a - b) as [number, number];
  if (less === 0 || less / more < overlapMin || one.numbers.symmetricDifference(other.numbers).size > 0)
    return false;
  const both = one.words.intersection(other.words).size;
  return both / (one.words.size + other.words.size - both) >= overlapMin;
}
