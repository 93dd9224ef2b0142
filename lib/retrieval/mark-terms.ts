/** Which words of a text a search goes by: the terms that are searched for, as people wrote them. Pure. */
import { analyzeText } from "../analyze-text.ts";

const segmenter = new Intl.Segmenter("und", { granularity: "word" });

/** A stretch of a text: `text.slice(start, end)`. */
export type Span = [start: number, end: number];

export interface AskedTerms {
  terms: ReadonlySet<string>;
  /** Of the collections that are searched, ISO 639-3. */
  languages: readonly string[];
}

/** The words of a text that are analysed to one of these terms, in order. */
export function markTerms(text: string, asked: AskedTerms): Span[] {
  const known = new Map<string, boolean>();
  const isAsked = (word: string) => {
    const answer = known.get(word) ?? termsIn(word, asked).length > 0;
    known.set(word, answer);
    return answer;
  };
  const marks: Span[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text))
    if (isWordLike && isAsked(segment)) marks.push([index, index + segment.length]);
  return marks;
}

/** The words of a question that are searched for, each once in lower case, with the terms that are. */
export function searchedWords(question: string, asked: AskedTerms): { word: string; terms: string[] }[] {
  const words = markTerms(question, asked).map(([start, end]) => question.slice(start, end).toLowerCase());
  return [...new Set(words)].map((word) => ({ word, terms: termsIn(word, asked) }));
}

/** A term as it first stands in one of these texts. Where it stands in none, it's shown to be the beginning of a word: "bicycl…". */
export function wordOf(term: string, texts: Iterable<string>, languages: readonly string[]): string {
  const asked = { terms: new Set([term]), languages };
  for (const text of texts) {
    const [mark] = markTerms(text, asked);
    if (mark) return text.slice(...mark).toLowerCase();
  }
  return `${term}…`;
}

/**
 * Those of the terms that a word is analysed to. A character of a word that is written without spaces says little about
 * the word: two have to be the same.
 */
function termsIn(word: string, { terms, languages }: AskedTerms): string[] {
  const own = languages.flatMap((language) => analyzeText(word, language));
  const charsMin = [...word].length === 1 ? 1 : 2;
  return [...new Set(own)].filter((term) => terms.has(term) && [...term].length >= charsMin);
}
