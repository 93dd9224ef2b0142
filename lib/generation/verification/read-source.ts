import { analyzeText, defaultLanguage, wordsOf } from "../../analyze-text.ts";
import { detectLanguage } from "../../detect-language.ts";
import { type Sentence, splitSentences } from "../../split-sentences.ts";
import type { RankedChunk } from "../../turn.ts";
import { type Negations, readNegations } from "./read-negations.ts";
import { type CountedNumber, readCounts, readNumbers } from "./read-numbers.ts";

/**
 * A chunk as sentences are checked against it: title and headings belong to what it says. Each part is read when something first asks for
 * it: most sentences hold no numbers and deny nothing.
 */
export interface Source {
  /** ISO 639-3, by whose rules it and the sentences that cite it are analysed. */
  readonly language: string;
  /** Whether there's enough text to tell it by. */
  readonly isLanguageClear: boolean;
  /** In lower case, on one line. */
  readonly plain: string;
  readonly sentences: SourceSentence[];
  /** The terms of its title and headings. */
  readonly above: string[];
  readonly terms: ReadonlySet<string>;
  /** Terms side by side. */
  readonly pairs: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
  readonly counts: CountedNumber[];
  /** Whether most of its letters are Latin. */
  readonly isLatin: boolean;
}

export interface SourceSentence {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly terms: string[];
  readonly negations: Negations;
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
  const titles = [title, ...headingPath].join("\n");
  const whole = `${titles}\n${text}`;
  const language = detectLanguage(text, { guess: null, fallback: defaultLanguage });
  const isLanguageClear = once(() => wordsOf(text).length >= clearWordsMin);
  const plain = once(() => plainOf(whole));
  const sentences = once(() => splitSentences(text).map((sentence) => readSentence(sentence, language)));
  const above = once(() => analyzeText(titles, language));
  const termLists = () => [above(), ...sentences().map(({ terms }) => terms)];
  const terms = once(() => new Set(termLists().flat()));
  const pairs = once(() => new Set(termLists().flatMap(pairsOf)));
  const counts = once(() => readCounts(whole, language));
  const numbers = once(() => {
    const values = readNumbers(whole).flatMap(({ value, groupedValue = value }) => [value, groupedValue]);
    return new Set([...values, ...counts().map(({ value }) => value)]);
  });
  const isLatin = once(() => isMostlyLatin(text));
  return {
    language,
    get isLanguageClear() {
      return isLanguageClear();
    },
    get plain() {
      return plain();
    },
    get sentences() {
      return sentences();
    },
    get above() {
      return above();
    },
    get terms() {
      return terms();
    },
    get pairs() {
      return pairs();
    },
    get numbers() {
      return numbers();
    },
    get counts() {
      return counts();
    },
    get isLatin() {
      return isLatin();
    },
  };
}

function readSentence({ text, start, end }: Sentence, language: string): SourceSentence {
  const negations = once(() => readNegations(text, language));
  return {
    text,
    start,
    end,
    terms: analyzeText(text, language),
    get negations() {
      return negations();
    },
  };
}

/** Makes it when it's first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The share of these terms that a sentence of a source has. */
export function shareOf({ terms: held }: SourceSentence, terms: ReadonlySet<string>): number {
  let shared = 0;
  for (const term of terms) if (held.includes(term)) shared++;
  return shared / Math.max(1, terms.size);
}

export function isMostlyLatin(text: string): boolean {
  if (isAscii.test(text)) return true;
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = text.match(/\p{Script=Latin}/gu) ?? [];
  return latin.length >= letters.length / 2;
}

/** Most texts are, and then there's nothing to count. */
const isAscii = /^[\0-\x7f]*$/;

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
