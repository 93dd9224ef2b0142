import { analyzeText, wordsOf } from "../../analyze-text.ts";
import { stemWord } from "../../stem-word.ts";

/** A number as it stands in a text. */
export interface ReadNumber {
  value: number;
  /** What "2.500" is in languages that group by points. */
  groupedValue?: number;
  /** As it's written. */
  text: string;
  /** Written with a word for its size, or said to be about right: "1.5 million", "almost 7,000". */
  isRounded: boolean;
}

/** A number with what it counts: "30 days". */
export interface CountedNumber {
  value: number;
  text: string;
  /** The thing's term. */
  thing: string;
}

const scales: Record<string, number> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  mn: 1e6,
  bn: 1e9,
  m: 1e6,
  k: 1e3,
};
const number =
  /(?<about>\b(?:about|around|almost|nearly|roughly|approximately|approx\.?|circa|some|over|more than|less than|under|etwa|rund|fast|environ|près de|casi|unos|circa)\s+[$€£]?\s?)?(?<![\p{L}\d])(?<digits>\d+(?:[.,’']\d+)*)(?:[\s-]?(?<scale>thousand|million|billion|trillion|mn|bn|m|k)\b)?/giu;

/** A list's own numbering, which states nothing. */
const enumerator = /^\s*(?:\(?\d{1,2}[.)]|[-*+])(?:\s+|$)/;

const groupedByPoint = /^[1-9]\d{0,2}\.\d{3}$/;

/** "1,250.50", "1.250,50" and "1250.5" are the same number. */
export function readNumbers(text: string): ReadNumber[] {
  const plain = text.normalize("NFKC");
  if (!/\d/.test(plain)) return [];
  return Array.from(plain.replace(enumerator, "").matchAll(number), ({ groups }) => {
    const { about, digits = "", scale } = groups ?? {};
    return {
      ...(groupedByPoint.test(digits) && { groupedValue: Number(digits.replace(".", "")) }),
      value: readDigits(digits) * (scales[scale?.toLowerCase() ?? ""] ?? 1),
      text: scale ? `${digits} ${scale}` : digits,
      isRounded: about !== undefined || scale !== undefined,
    };
  });
}

function readDigits(digits: string): number {
  const parts = digits.split(/[.,’']/);
  const marks = digits.match(/[.,’']/g) ?? [];
  const last = parts.at(-1) ?? "";
  const isGrouped = parts.slice(1).every((part) => part.length === 3) && (parts[0] ?? "").length <= 3;
  // One comma or several same marks before threes are grouping; a single point before three digits isn't, in English.
  if (
    isGrouped &&
    marks.length > 0 &&
    marks.every((mark) => mark === marks[0]) &&
    (marks.length > 1 || marks[0] !== ".")
  )
    return Number(parts.join(""));
  if (marks.length === 0) return Number(digits);
  // 3.4.1 is a version: no number is like it but itself.
  if (marks.length > 1 && marks.every((mark) => mark === "."))
    return parts.reduce((sum, part) => sum * 1000 + Number(part) + 0.001, 0);
  return Number(`${parts.slice(0, -1).join("")}.${last}`);
}

/** From two to twelve. Not "one", which is mostly a pronoun. */
const smallNumbers: Record<string, string[]> = {
  eng: "two three four five six seven eight nine ten eleven twelve".split(" "),
  deu: "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(" "),
  fra: "deux trois quatre cinq six sept huit neuf dix onze douze".split(" "),
  spa: "dos tres cuatro cinco seis siete ocho nueve diez once doce".split(" "),
  ita: "due tre quattro cinque sei sette otto nove dieci undici dodici".split(" "),
};
const ordinals = "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(" ");
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const larger = new Map<string, number>([
  ...ordinals.map((word, i): [string, number] => [word, i + 2]),
  ...tens.map((word, i): [string, number] => [word, 10 * (i + 2)]),
  ...Object.entries({
    once: 1,
    first: 1,
    twice: 2,
    hundred: 100,
    thousand: 1000,
    dozen: 12,
    double: 2,
    triple: 3,
  }),
]);

/** "1954, causing": years count nothing. */
const isYear = (word: string) => /^(?:1[5-9]|20)\d\d$/.test(word);

/** The small numbers in that language's words. */
export const smallNumberWords = (language: string): readonly string[] => smallNumbers[language] ?? [];

/** A small number in words. */
export function valueOfWord(word: string, language: string): number | undefined {
  const at = smallNumberWords(language).indexOf(word.toLowerCase());
  return at === -1 ? undefined : at + 2;
}

/** So many words before a thing, a number may stand that counts it: "30 calendar days". */
const wordsBetween = 2;

/**
 * The numbers in words, and every number with the words that it may count. Ordinals and tens in words are there for
 * sentences that write them in digits.
 */
export function readCounts(text: string, language: string): CountedNumber[] {
  const words = wordsOf(text);
  return words.flatMap((word, i) => {
    const value = /^\d+$/.test(word)
      ? Number(word)
      : (valueOfWord(word, language) ?? larger.get(word.toLowerCase()));
    if (value === undefined || isYear(word)) return [];
    const things = words.slice(i + 1, i + 2 + wordsBetween).filter((next) => /^\p{L}/u.test(next));
    const terms = things.flatMap((thing) => termOfThing(thing, language) ?? []);
    return ["", ...terms].map((thing) => ({ value, text: word, thing }));
  });
}

/** By which two mentions of a thing are the same; undefined for a little word. German's list of stop words holds "years" and "days". */
export function termOfThing(thing: string, language: string): string | undefined {
  const term = analyzeText(thing, language)[0];
  const isNoun = language === "deu" && /^\p{Lu}/u.test(thing);
  return term ?? (isNoun ? stemWord(thing.toLowerCase(), language) : undefined);
}
