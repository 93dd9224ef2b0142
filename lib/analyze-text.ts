/**
 * The one analyzer: what is indexed for BM25, what a query asks for, and what the built-in models compare by. Both BM25
 * tiers index its output verbatim (Postgres's `simple` configuration), so that they agree by construction. A document is analysed
 * in its language (lib/detect-language.ts), a question in those of the collections it is asked of.
 */
import { splitTerms } from "./split-terms.ts";
import { stemWord, stopWordsOf } from "./stem-word.ts";

/**
 * Counted up whenever the terms of a text change. Documents with terms of an older version are analysed again in the
 * background (ingestion/renew-terms.ts).
 */
export const analyzerVersion = 2;

/** What a text without a known language is taken to be, ISO 639-3. */
export const defaultLanguage = "eng";

/** The words of a text as they stand, in order: NFKC, no punctuation, unspaced scripts cut into words. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKC");
  const found: string[] = plain.match(word) ?? [];
  if (!unspacedScript.test(plain)) return found;
  return found.flatMap((match) => {
    if (!unspacedScript.test(match)) return match;
    return Array.from(segmenter.segment(match)).flatMap(({ segment, isWordLike }) =>
      isWordLike ? segment : [],
    );
  });
}

const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter("und", { granularity: "word" });
const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}]+)?/gu;

/** True for an English word that carries no topic: "the", "of", "what". */
export function isStopWord(term: string): boolean {
  return stopWordsOf("eng").has(term.toLowerCase());
}

/**
 * The index terms of a text, with repeats: the words in order, in lower case, without stop words, stemmed (Snowball), accents and
 * ligatures folded; then identifiers and hyphenated words as wholes. Terms hold letters, marks and digits only, so that joining
 * them with spaces loses nothing.
 */
export function analyzeText(text: string, language: string = defaultLanguage): string[] {
  const { words, wholes } = splitTerms(text);
  return [...termsOf(words, language), ...wholes.map(foldLetters)];
}

/**
 * What a question asks for in documents of these languages: of each word its distinct terms over them. A word that carries no
 * topic in the question's own language, the one whose stop words it holds most of, is dropped for all ("die" of a German
 * question); what only looks like another language's stop word stays ("die" of an English one).
 */
export function analyzeQuestion(text: string, languages: readonly string[]): string[] {
  const { words, wholes } = splitTerms(text);
  const spoken = languagesSpokenIn(words, languages);
  const terms = words.flatMap((found) => {
    if (spoken.some((language) => isTopicless(found, language))) return [];
    return [...new Set(languages.flatMap((language) => termsOf([found], language)))];
  });
  return [...terms, ...wholes.map(foldLetters)];
}

/**
 * A quoted phrase in the ways in which it stands in chunks of these languages: each its terms in order, joined by spaces. Empty where
 * the phrase is of stop words alone, which aren't indexed.
 */
export function analyzePhrase(phrase: string, languages: readonly string[]): string[] {
  const { words } = splitTerms(phrase);
  const variants = languages.map((language) => termsOf(words, language).join(" "));
  return [...new Set(variants)].filter(Boolean);
}

/** In which languages a search's collections were indexed; one without documents counts with that of its setting. */
export function languagesOf(scope: readonly { languages: string[]; language: string | null }[]): string[] {
  const languages = scope.flatMap((collection) =>
    collection.languages.length > 0 ? collection.languages : [collection.language ?? defaultLanguage],
  );
  return languages.length > 0 ? [...new Set(languages)] : [defaultLanguage];
}

function languagesSpokenIn(words: string[], languages: readonly string[]): readonly string[] {
  const counts = languages.map((language) => words.filter((found) => isTopicless(found, language)).length);
  const most = Math.max(...counts);
  return most === 0 ? [] : languages.filter((_, i) => counts[i] === most);
}

function isTopicless(found: string, language: string): boolean {
  const lower = found.toLowerCase();
  const stopWords = stopWordsOf(language);
  return stopWords.has(lower) || stopWords.has(bareOf(lower, language));
}

/** By language, the terms of words that were met before: to make one takes up to 80 µs, to look it up none. */
const knownTerms = new Map<string, Map<string, string>>();
/** Of all languages together, some 10 MB: a limit for each would add up over a corpus in many. */
const knownTermsMax = 100_000;
let knownTermsCount = 0;

function termsOf(words: string[], language: string): string[] {
  const known = knownTerms.get(language) ?? new Map<string, string>();
  knownTerms.set(language, known);
  const terms: string[] = [];
  for (const found of words) {
    let term = known.get(found);
    if (term === undefined) {
      term = termOf(found, language);
      if (knownTermsCount >= knownTermsMax) forgetTerms();
      known.set(copyOf(found), term);
      knownTermsCount += 1;
    }
    if (term) terms.push(term);
  }
  return terms;
}

function forgetTerms(): void {
  for (const known of knownTerms.values()) known.clear();
  knownTermsCount = 0;
}

/** Empty for a word that carries no topic. */
function termOf(found: string, language: string): string {
  const stopWords = stopWordsOf(language);
  const lower = found.toLowerCase();
  if (stopWords.has(lower)) return "";
  const bare = bareOf(lower, language);
  return bare && !stopWords.has(bare) ? copyOf(foldLetters(stemWord(bare, language))) : "";
}

/** A word cut out of a text would keep all of that text in memory. */
const copyOf = (word: string) => Buffer.from(word, "utf16le").toString("utf16le");

/** Languages whose articles and prepositions lose their vowel before another: l'homme, dell'arte. */
const elided = /^(?:[a-zà-ÿ]|qu|gl|un|dell|all|nell|dall|sull|coll|quell|jusqu|lorsqu|puisqu)['’](?=.)/;
const elidingLanguages: ReadonlySet<string> = new Set(["fra", "ita", "cat"]);

/** Without an elided article, a possessive's s, and apostrophes. */
function bareOf(lower: string, language: string): string {
  if (!/['’]/.test(lower)) return lower;
  const whole = elidingLanguages.has(language) ? lower.replace(elided, "") : lower;
  return whole.replace(/['’]s$/, "").replaceAll(/['’]/g, "");
}

/** Letters that have no decomposition, and Arabic ones that are written for each other. */
const foldedLetters: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
  ё: "е",
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ى: "ي",
  ة: "ه",
};
/** Accents fall where people leave them out; in Indic scripts marks are vowels. Й is a letter of its own. */
const accents =
  /(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+|[\u0591-\u05c7]|[\u064b-\u065f]|\u0640|\u0301/gu;
const isPlain = /^[a-z\d]*$/;

function foldLetters(term: string): string {
  if (isPlain.test(term)) return term;
  return term
    .replaceAll(/[ßæœøłđıёأإآىة]/g, (letter) => foldedLetters[letter] ?? letter)
    .normalize("NFD")
    .replaceAll(accents, "")
    .normalize("NFC");
}
