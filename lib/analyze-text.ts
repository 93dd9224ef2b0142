import snowball from "snowball-stemmers";
import { eng } from "stopword";

/**
 * The one analyzer: what is indexed for BM25, what a query asks for, and what the built-in models compare by. Both BM25
 * tiers index its output verbatim (Postgres's `simple` configuration), so that they agree by construction.
 */
const stemmer = snowball.newStemmer("english");
/** Forms that the list lacks though it has their siblings. */
const stopWords = new Set([...eng, "does", "shall"]);

/** Scripts that are written without spaces are cut into words by ICU. */
const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter("und", { granularity: "word" });
const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}]+)?/gu;
const camelBoundary = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

const stemCache = new Map<string, string>();
const stemCacheSizeMax = 50_000;

function stem(term: string): string {
  const known = stemCache.get(term);
  if (known !== undefined) return known;
  const stemmed = /^[a-z]+$/.test(term) ? stemmer.stem(term) : term;
  if (stemCache.size >= stemCacheSizeMax) stemCache.clear();
  stemCache.set(term, stemmed);
  return stemmed;
}

/** The words of a text as they stand, in order: NFKC, no punctuation, unspaced scripts cut into words. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [match] of text.normalize("NFKC").matchAll(word)) {
    if (!unspacedScript.test(match)) {
      words.push(match);
      continue;
    }
    for (const { segment, isWordLike } of segmenter.segment(match)) if (isWordLike) words.push(segment);
  }
  return words;
}

/** True for a word that carries no topic: "the", "of", "what". */
export function isStopWord(term: string): boolean {
  return stopWords.has(term.toLowerCase());
}

/**
 * The index terms of a text, in order, with repeats: lower case, English stop words dropped, English words stemmed
 * (Snowball), `camelCase` kept whole and also split. Terms hold letters, marks and digits only, so that joining them with
 * spaces loses nothing.
 */
export function analyzeText(text: string): string[] {
  const terms: string[] = [];
  for (const found of wordsOf(text)) {
    const bare = found.replace(/['’](s|S)$/, "").replaceAll(/['’]/g, "");
    const parts = bare.split(camelBoundary);
    for (const part of parts.length > 1 ? [bare, ...parts] : parts) {
      const lower = part.toLowerCase();
      if (lower && !stopWords.has(lower)) terms.push(stem(lower));
    }
  }
  return terms;
}
