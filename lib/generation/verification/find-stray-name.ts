import { analyzeText, isStopWord, wordsOf } from "../../analyze-text.ts";
import type { Source } from "./read-source.ts";

/** In these languages nouns are capitalised: there a capital says nothing of names. */
const withCapitalNouns: ReadonlySet<string> = new Set(["deu", "ltz"]);
/** Words of a place that stay in lower case or aren't written in a source that has the place by its letters. */
const directions = /^(?:north|south|east|west|central)(?:ern|east|west|eastern|western)?$/i;
/** Capitals that name nothing. */
const titles = /^(?:AM|PM|Mr|Mrs|Ms|Dr|Prof|Sr|Jr|Dame|Sir|Lord|Lady)$/i;
const months = "january february march april may june july august september october november december".split(
  " ",
);
/** Of a name, so many letters tell it: "Chinese" by "China", "Dutchman" by "Dutch". */
const stemChars = 4;

/** The first name in the sentence that no source has; undefined where all are known. A sentence's first word may be anything. */
export function findStrayName(sentence: string, sources: Source[]): string | undefined {
  if (sources.some(({ language }) => withCapitalNouns.has(language))) return undefined;
  const words = wordsOf(sentence);
  const initials = initialsOf(words);
  return words
    .slice(1)
    .find((word) => isName(word) && !sources.some((source) => holds(source, word, initials)));
}

export const isName = (word: string) =>
  /^\p{Lu}/u.test(word) &&
  word.length > 1 &&
  !isStopWord(word) &&
  !directions.test(word) &&
  !titles.test(word);

function holds({ terms, plain, numbers, language }: Source, name: string, initials: string[]): boolean {
  const lower = name.toLowerCase().replace(/['’]s$/, "");
  const own = analyzeText(name, language);
  if (own.length === 0 || own.every((term) => terms.has(term)) || terms.has(lower) || plain.includes(lower))
    return true;
  if (lower.length > stemChars && plain.includes(` ${lower.slice(0, stemChars)}`)) return true;
  const month = months.indexOf(lower) + 1;
  if (month > 0 && numbers.has(month)) return true;
  return initials.some((letters) => letters.includes(lower[0] ?? "") && terms.has(letters));
}

/** "wwii" for World War II, "wa" for Western Australia: runs of capitalised words by their first letters. */
function initialsOf(words: string[]): string[] {
  const found: string[] = [];
  let run: string[] = [];
  for (const word of [...words, ""]) {
    if (/^\p{Lu}/u.test(word)) {
      run.push(/^[IVX]+$/.test(word) ? word.toLowerCase() : (word[0] ?? "").toLowerCase());
      continue;
    }
    for (let from = 0; from < run.length - 1; from++)
      for (let to = from + 2; to <= run.length; to++) found.push(run.slice(from, to).join(""));
    run = [];
  }
  return found;
}
