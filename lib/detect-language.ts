import { knownLanguages, stopWordsOf } from "./stem-word.ts";

/** So many words of a text are looked at. */
const wordsMax = 500;
/** In fewer words a name or two decide. */
const wordsMin = 12;
/** Of the words of a language's running text, so many are stop words: of English .33 (SciFact), German .48 (XQuAD), code .14. */
const shareMin = 0.2;
/** From here on they need nothing else to agree with: some languages are unknown to the statistics of letters. */
const shareClear = 0.35;
/** By so much another language must be the likelier one: neighbours share words. */
const likelierBy = 1.3;

/**
 * The language by whose rules a text is indexed, ISO 639-3: `fallback`, that of its collection, unless the text clearly is in
 * another. Statistics of letters alone (`guess`) take every tenth piece of code for French, and stop words alone some for German,
 * so the two have to agree. Short texts and code stay with their collection: a wrong stemmer hides a text from every question.
 */
export function detectLanguage(
  text: string,
  { guess, fallback }: { guess: string | null; fallback: string },
): string {
  // Single letters are variables and initials as often as articles.
  const words = (text.toLowerCase().match(/[\p{L}\p{M}]{2,}/gu) ?? []).slice(0, wordsMax);
  if (guess && isForeignScript(words)) return guess;
  if (words.length < wordsMin) return fallback;
  const shares = stopWordShares(words, new Set([fallback, ...knownLanguages, ...(guess ? [guess] : [])]));
  const [best, share] = [...shares].reduce((a, b) => (b[1] > a[1] ? b : a));
  const isLikelier = share > likelierBy * (shares.get(fallback) ?? 0);
  return isLikelier && share >= (best === guess ? shareMin : shareClear) ? best : fallback;
}

/** Where most words aren't in Latin letters, letters tell languages apart well. */
function isForeignScript(words: string[]): boolean {
  return words.filter((word) => !/\p{Script=Latin}/u.test(word)).length > words.length / 2;
}

function stopWordShares(words: string[], languages: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const language of languages) counts.set(language, 0);
  for (const word of words)
    for (const language of languagesWith(word, languages)) counts.set(language, counts.get(language)! + 1);
  return new Map(Array.from(counts, ([language, count]) => [language, count / words.length]));
}

/** By stop word, the languages that have it: to ask the list of each language took ten times as long. */
const holders = new Map<string, string[]>();
const entered = new Set<string>();
const none: string[] = [];

function languagesWith(word: string, languages: ReadonlySet<string>): string[] {
  for (const language of languages) if (!entered.has(language)) enter(language);
  const found = holders.get(word) ?? none;
  return found.every((language) => languages.has(language))
    ? found
    : found.filter((language) => languages.has(language));
}

function enter(language: string): void {
  entered.add(language);
  for (const word of stopWordsOf(language)) {
    const own = holders.get(word);
    if (own) own.push(language);
    else holders.set(word, [language]);
  }
}
