import { readNumbers, smallNumberWords, termOfThing, valueOfWord } from "./read-numbers.ts";
import type { Source } from "./read-source.ts";

/** A number, in digits or as a small one in words, and the word that says what it counts. */
const counted = (language: string) =>
  new RegExp(
    `(?<![\\p{L}\\p{N}.,/–-])(${["\\d{1,3}", ...smallNumberWords(language)].join("|")})[\\s-]+(\\p{L}{3,})`,
    "giu",
  );

/**
 * Why a sentence's numbers aren't its sources', or undefined. A number in digits must be in a source, rounded ones as rounded. One in
 * words counts only where a source counts the same thing: "two reasons" may be the sentence's own way to put it. And where a source
 * counts that thing otherwise, a number of something else doesn't do ("30 days" by "14 days" and "30 euros").
 */
export function findStrayNumber(sentence: string, sources: Source[]): string | undefined {
  const isKnown = (value: number) => sources.some(({ numbers }) => numbers.has(value));
  const stray = readNumbers(sentence).find(
    ({ value, groupedValue = value, isRounded }) =>
      !isKnown(value) &&
      !isKnown(groupedValue) &&
      !(isRounded && sources.some(({ numbers }) => [...numbers].some((other) => isNear(value, other)))),
  );
  if (stray) return `The number ${stray.text} is not in the cited source.`;

  const language = sources[0]?.language ?? "eng";
  for (const [, number = "", thing = ""] of sentence.matchAll(counted(language))) {
    const inWords = valueOfWord(number, language);
    const value = inWords ?? (/^\d+$/.test(number) ? Number(number) : undefined);
    const term = termOfThing(thing, language);
    if (value === undefined || term === undefined) continue;
    const counts = sources.flatMap((source) => source.counts.filter((count) => count.thing === term));
    if (counts.length === 0 || counts.some((count) => count.value === value)) continue;
    if (inWords !== undefined && !isKnown(value)) return `The number ${number} is not in the cited source.`;
    const others = [...new Set(counts.map((count) => count.text))];
    if (inWords === undefined && others.length === 1 && /^\d/.test(others[0] ?? ""))
      return `The cited source doesn't say ${number} ${thing}, but ${others[0]}.`;
  }
  return undefined;
}

/** Within a twentieth: what "almost" and two digits of a million leave open. */
const isNear = (value: number, other: number) => Math.abs(value - other) <= 0.05 * Math.abs(other);
