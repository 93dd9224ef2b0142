import { wordsOf } from "../../analyze-text.ts";
import { knownLanguages, stopWordsOf } from "../../stem-word.ts";
import { isMostlyLatin, type Source } from "./read-source.ts";

/** In so few words, so many little words of another language and none of this one tell. */
const stopWordsMin = 2;

/** Whether the text clearly isn't in the source's language: in another script, or with little words of another language alone. */
export function speaksAnotherLanguage(text: string, { language, isLanguageClear, isLatin }: Source): boolean {
  if (isMostlyLatin(text) !== isLatin) return true;
  if (!isLanguageClear) return false;
  const words = wordsOf(text)
    .map((word) => word.toLowerCase())
    .filter((word) => word.length > 1);
  const count = (each: string) => words.filter((word) => stopWordsOf(each).has(word)).length;
  if (count(language) > 0) return false;
  return knownLanguages.some((each) => each !== language && count(each) >= stopWordsMin);
}
