import { analyzeText, wordsOf } from "../../analyze-text.ts";
import { isName } from "./find-stray-name.ts";
import { readNumbers } from "./read-numbers.ts";
import { type Source, type SourceSentence, shareOf } from "./read-source.ts";

/** So much of the sentence, without the name or number in question, must be in one sentence of the source. */
const sameShareMin = 0.75;
/** And nowhere may so much of it stand beside that name or number. */
const otherShareMax = 0.5;
/** In fewer terms two sentences are alike by chance. */
const termsMin = 3;
/** Shorter ones are abbreviations, which a text changes with their long forms; of longer ones so many letters tell them. */
const nameCharsMin = 4;

/**
 * Why a name or a number that the source has doesn't belong where the sentence puts it, or undefined: a sentence of the source that says
 * the same has another in its place, and none that has this one says as much as half of it.
 */
export function findMisplaced(
  sentence: string,
  terms: ReadonlySet<string>,
  sources: Source[],
): string | undefined {
  const numbers = valuesOf(sentence);
  const names = wordsOf(sentence)
    .slice(1)
    .filter((word) => isName(word) && word.length >= nameCharsMin);
  const everywhere = sources.flatMap(({ sentences }) => sentences);
  const language = sources[0]?.language;
  const without = (left: string[]) => new Set([...terms].filter((term) => !left.includes(term)));
  const isSame = (each: SourceSentence, rest: ReadonlySet<string>) =>
    rest.size >= termsMin && shareOf(each, rest) >= sameShareMin;
  const isElsewhere = (rest: ReadonlySet<string>, holds: (each: SourceSentence) => boolean) =>
    everywhere.some((each, i) => {
      const beside = everywhere.slice(Math.max(0, i - 1), i + 1); // "He" is whom the sentence before names
      return beside.some(holds) && shareOf(each, rest) >= otherShareMax;
    });

  for (const name of names) {
    const parts = analyzeText(name, language);
    const rest = without(parts);
    const isNamed = sources.some(({ above }) => parts.some((part) => above.includes(part)));
    const holds = ({ terms: held }: SourceSentence) =>
      parts.some((part) => held.some((term) => term.startsWith(part.slice(0, nameCharsMin))));
    if (parts.length === 0 || isNamed || isElsewhere(rest, holds)) continue;
    const hasOther = ({ text }: SourceSentence) =>
      wordsOf(text)
        .slice(1)
        .some((other) => isName(other) && !analyzeText(other, language).some((term) => terms.has(term)));
    if (everywhere.some((each) => isSame(each, rest) && hasOther(each)))
      return `The cited source doesn't say this of “${name}”.`;
  }
  for (const number of numbers) {
    if (isElsewhere(terms, ({ text }) => valuesOf(text).includes(number))) continue;
    const others = everywhere.filter((each) => isSame(each, terms)).flatMap(({ text }) => valuesOf(text));
    const other = others.find((value) => !numbers.includes(value));
    if (other !== undefined) return `The cited source doesn't say ${number} here, but ${other}.`;
  }
  return undefined;
}

const valuesOf = (text: string) =>
  readNumbers(text).flatMap(({ value, groupedValue = value }) => [...new Set([value, groupedValue])]);
