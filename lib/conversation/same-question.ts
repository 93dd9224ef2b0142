/**
 * When an answer to one question may be given to another. `canonicalQuestion` takes away politeness and turns of phrase and nothing
 * else: what is then equal is the same question ("What is the notice period?", "Could you please tell me the notice period").
 * `mayBeSame` is for questions that an embedding model takes for alike: such models see little difference between one year, one name,
 * "before" or "not" and another, so all of those must agree, in order, and at most one other word may differ. Of other languages than
 * English it isn't known which words turn a meaning, so there none may.
 */
import { analyzeText, wordsOf } from "../analyze-text.ts";
import { knownLanguages, stopWordsOf } from "../stem-word.ts";

/** Wherever they stand in an English question: in others "a" and "an" are words that count. */
const empty = new Set(["a", "an", "the", "please", "kindly", "is", "are", "there"]);

/** How a question begins before it says anything. */
const opening =
  /^(?:(?:hi|hello|please|kindly|(?:can|could|would|will) you|do you know|(?:tell|give|show) (?:me|us)|explain|describe|i(?:'d| would) like to know|i (?:want|need) to know|what(?:'s|’s| is| are))(?=[^\p{L}\p{N}])[^\p{L}\p{N}]*)+/iu;

/** How it ends after it has said all: behind the end of a sentence, where "thanks" can't be what is asked about. */
const closing =
  /(?<=[?!.])\s*(?:many )?(?:thanks|thank you|cheers)(?: (?:in advance|very much|so much|a lot))?[^\p{L}\p{N}]*$/iu;

/** English words that make another question wherever they come, go or change place. */
const decisive = new Set(
  `not no never none neither nor without except unless who whom whose what when where why which how much many long often far
   before after since until during under over above below between from to in out into onto off with against and or but only
   all any some every each both either most more less least fewer minimum maximum first last next previous before earlier later
   may might can could must should shall will would was were had did my your our their his her its
   january february march april june july august september october november december
   monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday day week month quarter year`.split(
    /\s+/,
  ),
);
const negated = /n['’]t$/;

/** The words that count, in order, alike where they are forms of one word. */
export function canonicalQuestion(question: string): string {
  return meaningOf(question)
    .map((word) => stemOf(word.toLowerCase()))
    .join(" ");
}

/** Whether two questions that an embedding model finds alike agree in everything that it can't tell apart. */
export function mayBeSame(one: string, other: string): boolean {
  const [a, b] = [meaningOf(one), meaningOf(other)];
  if (a.length === 0 || a.length !== b.length) return false;
  const differing = a.flatMap((word, i) => {
    const against = b[i] ?? "";
    return stemOf(word.toLowerCase()) === stemOf(against.toLowerCase()) ? [] : [[word, against]];
  });
  if (differing.length === 0) return true;
  return differing.length === 1 && isEnglish(one) && isEnglish(other) && !differing.flat().some(isDecisive);
}

/** Whether it holds words that carry no topic in English, and in no other language more of them. */
function isEnglish(question: string): boolean {
  const words = wordsOf(question.toLowerCase());
  const countOf = (language: string) => words.filter((word) => stopWordsOf(language).has(word)).length;
  const count = countOf("eng");
  return count > 0 && [...knownLanguages].every((language) => countOf(language) <= count);
}

function meaningOf(question: string): string[] {
  const said = question.normalize("NFKC").trim().replace(opening, "").replace(closing, "");
  const words = wordsOf(said);
  return isEnglish(said) ? words.filter((word) => !empty.has(word.toLowerCase())) : words;
}

/** With an accent it stays as it is, since another word may be without: "fördern" and "fordern". */
const stemOf = (word: string) =>
  /\p{M}/u.test(word.normalize("NFD")) ? word : (analyzeText(word)[0] ?? word);

/** A number, a name as far as it shows (a capital), a negation, a date, or a small word that turns the meaning. */
const isDecisive = (word: string) =>
  /[\p{N}\p{Lu}]/u.test(word) || negated.test(word) || decisive.has(word.toLowerCase());
