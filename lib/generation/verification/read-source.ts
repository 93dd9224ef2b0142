import { analyzeText, defaultLanguage, wordsOf } from "../../analyze-text.ts";
import { detectLanguage } from "../../detect-language.ts";
import { splitSentences } from "../../split-sentences.ts";
import type { RankedChunk } from "../../turn.ts";
import { type Negations, readNegations } from "./read-negations.ts";
import { type CountedNumber, readCounts, readNumbers } from "./read-numbers.ts";

/** A chunk as sentences are checked against it: title and headings belong to what it says. */
export interface Source {
  /** ISO 639-3, by whose rules it and the sentences that cite it are analysed. */
  language: string;
  /** Whether there's enough text to tell it by. */
  isLanguageClear: boolean;
  /** In lower case, on one line. */
  plain: string;
  sentences: SourceSentence[];
  /** The terms of its title and headings. */
  above: string[];
  terms: ReadonlySet<string>;
  /** Terms side by side. */
  pairs: ReadonlySet<string>;
  /** Runs of four characters. */
  grams: ReadonlySet<string>;
  numbers: ReadonlySet<number>;
  counts: CountedNumber[];
  /** Whether most of its letters are Latin. */
  isLatin: boolean;
}

export interface SourceSentence {
  text: string;
  start: number;
  end: number;
  terms: string[];
  negations: Negations;
}

/** As detectLanguage wants them. */
const clearWordsMin = 12;

const known = new WeakMap<RankedChunk, Source>();

/** The chunk analysed; once, however many sentences cite it. */
export function readSource(chunk: RankedChunk): Source {
  const found = known.get(chunk) ?? analyze(chunk);
  known.set(chunk, found);
  return found;
}

function analyze({ title, headingPath, text }: RankedChunk): Source {
  const language = detectLanguage(text, { guess: null, fallback: defaultLanguage });
  const sentences = splitSentences(text).map((sentence) => ({
    ...sentence,
    terms: analyzeText(sentence.text, language),
    negations: readNegations(sentence.text, language),
  }));
  const titles = [title, ...headingPath].join("\n");
  const whole = `${titles}\n${text}`;
  const above = analyzeText(titles, language);
  const all = [above, ...sentences.map(({ terms }) => terms)];
  const counts = readCounts(whole, language);
  return {
    language,
    isLanguageClear: wordsOf(text).length >= clearWordsMin,
    plain: plainOf(whole),
    sentences,
    above,
    terms: new Set(all.flat()),
    pairs: new Set(all.flatMap(pairsOf)),
    grams: new Set(gramsOf(plainOf(whole))),
    numbers: new Set([
      ...readNumbers(whole).flatMap(({ value, groupedValue = value }) => [value, groupedValue]),
      ...counts.map(({ value }) => value),
    ]),
    counts,
    isLatin: isMostlyLatin(text),
  };
}

/** The share of these terms that a sentence of a source has. */
export function shareOf({ terms: held }: SourceSentence, terms: ReadonlySet<string>): number {
  let shared = 0;
  for (const term of terms) if (held.includes(term)) shared++;
  return shared / Math.max(1, terms.size);
}

export function isMostlyLatin(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = text.match(/\p{Script=Latin}/gu) ?? [];
  return latin.length >= letters.length / 2;
}

/** In lower case, white space as single spaces, typographic signs as typewriters have them. */
export const plainOf = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/\s+/g, " ");

export const pairsOf = (terms: string[]) => terms.slice(1).map((term, i) => `${terms[i]} ${term}`);

const gramChars = 4;
export function gramsOf(plain: string): string[] {
  return Array.from({ length: Math.max(0, plain.length - gramChars + 1) }, (_, i) =>
    plain.slice(i, i + gramChars),
  );
}
