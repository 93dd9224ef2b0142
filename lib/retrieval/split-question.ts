import { isStopWord, wordsOf } from "../analyze-text.ts";

/** More parts than these are a text, not a question. */
const partsMax = 4;
/** A part with less of its own says nothing without the others. */
const partWordsMin = 2;

const asking =
  "(?:what|who|whom|whose|when|where|why|how|which|is|are|was|were|does|do|did|can|could|should|will|was|wer|wann|wo|warum|wie|welche[rsnm]?)";
/** "…, and how do I …": where one question ends and the next begins. */
const nextQuestion = new RegExp(
  `[,;]?\\s+(?:and|or|but|und|oder)\\s+(?:also\\s+|then\\s+)?(?=${asking}\\s+\\p{L})`,
  "iu",
);
const startsAsking = new RegExp(`^\\s*(?:and\\s+|also\\s+)?${asking}\\b`, "iu");
/** A part with one of these leans on the part before it. */
const leaning =
  /\b(?:it|its|they|them|their|he|him|his|she|her|this|that|these|those|one|ones|there|er|sie|es|diese[rsmn]?)\b/i;
const compared =
  /^\s*(?:please\s+)?(?:(?:can|could) you\s+)?(?:compare|what(?:['’]s| is| are)? (?:the )?differences? between|vergleiche|was ist der unterschied zwischen)\s+(?<first>.+?)\s+(?:and|with|to|und|mit|versus|vs\.?)\s+(?<second>.+?)\s*[?.!]*\s*$/iu;
/** Longer sides are clauses, and where one ends is a guess. */
const sideWordsMax = 4;

/**
 * The questions in a question, each as it stands: several sentences that ask, "What is X and how do I Y?", and the two sides of a
 * comparison. Empty where it asks one thing. Parts that lean on others stay out: the whole question looks for those.
 */
export function splitQuestion(question: string): string[] {
  const sides = sidesOf(question);
  if (sides.length > 0) return sides;
  const sentences = question.split(/(?<=[?？])\s+/).filter((sentence) => sentence.trim() !== "");
  const asked = sentences.flatMap((sentence) => {
    const parts = startsAsking.test(sentence) ? sentence.split(nextQuestion) : [sentence];
    return parts.length > 1 && parts.every(isWhole) ? parts : [sentence];
  });
  const whole = asked.map((part) => part.trim()).filter(isWhole);
  return whole.length > 1 && asked.length <= partsMax ? whole : [];
}

const ownWordsOf = (part: string) => wordsOf(part).filter((word) => !isStopWord(word));
const isWhole = (part: string) => ownWordsOf(part).length >= partWordsMin && !leaning.test(part);

/** "Lite and standard plan" are the lite plan and the standard plan. */
function sidesOf(question: string): string[] {
  const { first, second } = compared.exec(question)?.groups ?? {};
  if (!first || !second) return [];
  const [left, right] = [first.split(/\s+/), second.split(/\s+/)];
  const head = left.length === 1 && right.length === 2 && !isStopWord(right[0] ?? "") ? ` ${right[1]}` : "";
  const sides = [`${first}${head}`, second];
  const areNames = sides.every(
    (side) => wordsOf(side).length <= sideWordsMax && ownWordsOf(side).length > 0 && !leaning.test(side),
  );
  return areNames ? sides : [];
}
