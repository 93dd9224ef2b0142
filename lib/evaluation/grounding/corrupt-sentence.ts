import { wordsOf } from "../../analyze-text.ts";

/** How a true sentence was made false. */
export const corruptions = [
  "another number",
  "another unit's number",
  "a name from elsewhere",
  "another name of the same document",
  "a “not” too many",
] as const;
export type Corruption = (typeof corruptions)[number];

export interface CorruptionInput {
  sentence: string;
  source: string;
  /** Text about something else, for names that the source hasn't. */
  elsewhere: string;
  random: () => number;
}

/** The sentence made false in that way; null where it offers nothing to change. */
export function corruptSentence(how: Corruption, input: CorruptionInput): string | null {
  switch (how) {
    case "another number":
      return replaceNumber(input, (number) => String(number + 1 + Math.floor(input.random() * 9)), false);
    case "another unit's number":
      return replaceNumber(input, (_, others) => pick(others, input.random), true);
    case "a name from elsewhere":
      return replaceName(input, input.elsewhere, (name) => !input.source.includes(name));
    case "another name of the same document":
      return replaceName(input, input.source, (name) => !input.sentence.includes(name));
    case "a “not” too many":
      return addNot(input.sentence);
  }
}

const number = /(?<![\d.,])\d{1,4}(?![\d.,]*\d)/g;

function replaceNumber(
  { sentence, source }: CorruptionInput,
  change: (number: number, others: string[]) => string | null,
  mustBeKnown: boolean,
): string | null {
  const found = sentence.match(number)?.[0];
  if (!found) return null;
  const known = [...new Set(source.match(number) ?? [])];
  const others = known.filter((each) => !sentence.includes(each));
  const other = change(Number(found), others);
  if (!other || known.includes(other) !== mustBeKnown) return null;
  return sentence.replace(found, other);
}

/** Not by what stands beside it in the source: "Marion" and "Vale" are the same person. */
function replaceName(
  { sentence, source, random }: CorruptionInput,
  text: string,
  isOther: (name: string) => boolean,
): string | null {
  const own = namesOf(sentence)[0];
  if (!own) return null;
  const isBeside = (name: string) => source.includes(`${own} ${name}`) || source.includes(`${name} ${own}`);
  const other = pick(
    namesOf(text).filter((name) => name !== own && isOther(name) && !isBeside(name)),
    random,
  );
  return other ? sentence.replace(own, other) : null;
}

/** Capitalised words that don't open a sentence. */
function namesOf(text: string): string[] {
  const names = Array.from(text.matchAll(/(?<=[\p{Ll},] )\p{Lu}\p{Ll}{3,}/gu), ([name]) => name);
  return [...new Set(names)].filter((name) => wordsOf(name).length === 1);
}

function addNot(sentence: string): string | null {
  const verb = /\b(?:is|are|was|were|can|could|will|has been|have been|may|must|should)\b(?! not)/.exec(
    sentence,
  );
  if (!verb || /\b(?:not|no|never|n't)\b/.test(sentence)) return null;
  const end = verb.index + verb[0].length;
  const [first = "", ...rest] = verb[0].split(" ");
  const turned = [first, "not", ...rest].join(" ");
  return sentence.slice(0, verb.index) + turned + sentence.slice(end);
}

const pick = <T>(items: T[], random: () => number): T | null =>
  items[Math.floor(random() * items.length)] ?? null;
