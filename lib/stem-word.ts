/**
 * What is known of words by language (ISO 639-3): which carry no topic, and what their forms have in common. Where a language has
 * no stemmer, words stand as they are; where it has no list, all of them count.
 */
import snowball from "snowball-stemmers";
import * as stopWordLists from "stopword";

/** Snowball's stemmers. */
const algorithms: Record<string, string> = {
  ara: "arabic",
  cat: "catalan",
  ces: "czech",
  dan: "danish",
  deu: "german",
  eng: "english",
  eus: "basque",
  fin: "finnish",
  fra: "french",
  gle: "irish",
  hun: "hungarian",
  hye: "armenian",
  ita: "italian",
  nld: "dutch",
  nno: "norwegian",
  nob: "norwegian",
  nor: "norwegian",
  por: "portuguese",
  ron: "romanian",
  rus: "russian",
  slv: "slovene",
  spa: "spanish",
  swe: "swedish",
  tam: "tamil",
  tur: "turkish",
};

/** Lists that go by another language's name. */
const listNames: Record<string, string> = { nor: "nob", nno: "nob", pes: "fas", cmn: "zho" };
/** Forms that a list lacks though it has their siblings. */
const missing: Record<string, string[]> = { eng: ["does", "shall"] };

const stopWords = new Map<string, ReadonlySet<string>>();

/** The words of a language, in lower case, that carry no topic; none where there is no list. */
export function stopWordsOf(language: string): ReadonlySet<string> {
  const known = stopWords.get(language);
  if (known) return known;
  const lists: Record<string, unknown> = stopWordLists;
  const list = lists[listNames[language] ?? language];
  const words = new Set<string>(Array.isArray(list) ? [...list, ...(missing[language] ?? [])] : []);
  stopWords.set(language, words);
  return words;
}

type Stem = (word: string) => string;
const stemmers = new Map<string, Stem>();

/** The word, in lower case, without what grammar has added to it; as it is where the language has no stemmer. */
export function stemWord(word: string, language: string): string {
  let stem = stemmers.get(language);
  if (!stem) {
    const algorithm = algorithms[language];
    stem = algorithm ? stemInflected(snowball.newStemmer(algorithm)) : (unchanged) => unchanged;
    stemmers.set(language, stem);
  }
  return stem(word);
}

/** Names and codes with digits have no grammar. */
const isInflected = /^[\p{L}\p{M}]+$/u;
const stemInflected =
  (stemmer: { stem(word: string): string }): Stem =>
  (word) =>
    isInflected.test(word) ? stemmer.stem(word) : word;

/** Languages that have both a stemmer and a list. */
export const knownLanguages: readonly string[] = Object.keys(algorithms).filter(
  (language) => stopWordsOf(language).size > 0,
);
