import { wordsOf } from "../analyze-text.ts";

/** Share of two texts' words that both have. At 0.9 a changed heading or date line is no difference, a changed sentence is one. */
const overlapMin = 0.9;

export interface DuplicateFinder {
  /** Whether a kept text says the same. */
  (text: string): boolean;
  keep(text: string): void;
}

/**
 * Tells texts that say what a kept one says already: the Jaccard index of their distinct words is 0.9 at least, and their numbers are the
 * same ones: "12 days in 2023" and "14 days in 2024" differ in what matters.
 */
export function createDuplicateFinder(): DuplicateFinder {
  const kept: WordSets[] = [];
  const isDuplicate = (text: string) => {
    const sets = wordSetsOf(text);
    return kept.some((other) => isSame(sets, other));
  };
  return Object.assign(isDuplicate, {
    keep(text: string) {
      kept.push(wordSetsOf(text));
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
  if (one.words.size === 0 || one.numbers.symmetricDifference(other.numbers).size > 0) return false;
  const both = one.words.intersection(other.words).size;
  return both / (one.words.size + other.words.size - both) >= overlapMin;
}
