/**
 * How difficult a question is, 0 to 1, by features that can be read off it in some microseconds: no model is asked. The weights are
 * learned from prompts that a weak and a strong model answered (scripts/train-difficulty.mjs): difficult is where the strong one is
 * right and the weak one wrong. 0.5 is the middle of those prompts. Features were kept that help on subjects they weren't trained on; words of
 * subjects (law, chemistry, money) help only on their own and aren't among them. `npm run eval -- routing` says what it's worth.
 */
import type { Evidence } from "../turn.ts";
import trained from "./difficulty-weights.json" with { type: "json" };

export const questionFeatureNames = [
  /** Its length: ln(1 + words). */
  "words",
  /** Clauses and lists: ln(1 + commas). */
  "commas",
  /** ln(1 + sentences). */
  "sentences",
  /** ln(1 + numbers). */
  "numbers",
  /** The share of words of nine letters and more: long words are terms, and a term is soon looked up. */
  "longWords",
  /** Different words as a share of all: falls as a text grows and turns upon the same things. */
  "wordVariety",
  /** ln(1 + signs and letters of formulas and logic). */
  "formulas",
] as const;
export type QuestionFeature = (typeof questionFeatureNames)[number];

/** Straight lines: each feature's weight, and what makes of their sum the difficulty. */
export interface DifficultyWeights {
  weights: Record<QuestionFeature, number>;
  /** The sums at the lower quartile, the middle and the upper quartile of the prompts trained on. */
  quartiles: { lower: number; middle: number; upper: number };
}

/**
 * What evidence adds at most to the question's difficulty. No set that we know has prompts with evidence and two models' answers, so
 * these are set by hand, and small.
 */
const evidenceShares = { spread: 0.1, uncovered: 0.1 };
/** What so many documents hold of the question, and none alone, has to be put together. Evidence is mostly from more of them, needed or not. */
const documentsOfSpread = 3;

const words = /\p{L}+/gu;
const longWordChars = 9;
const counted = {
  commas: /[,;，；、]/g,
  sentences: /[.!?。！？](?:\s|$)/g,
  numbers: /\d+(?:[.,]\d+)*/g,
  formulas: /[=^√∑∫≤≥±∞→~∨⊃≡∈·\\]|\b[xyz]\b/g,
};
const countOf = (text: string, pattern: RegExp) => Math.log1p(text.match(pattern)?.length ?? 0);

export function readQuestionFeatures(question: string): Record<QuestionFeature, number> {
  const found = question.toLowerCase().match(words) ?? [];
  const total = Math.max(1, found.length);
  return {
    words: Math.log1p(found.length),
    commas: countOf(question, counted.commas),
    sentences: countOf(question, counted.sentences),
    numbers: countOf(question, counted.numbers),
    longWords: found.filter((word) => word.length >= longWordChars).length / total,
    wordVariety: new Set(found).size / total,
    formulas: countOf(question, counted.formulas),
  };
}

/** The weighted sum; higher is more difficult. */
export function difficultySum(
  features: Record<QuestionFeature, number>,
  weights: Record<QuestionFeature, number>,
): number {
  return questionFeatureNames.reduce((sum, name) => sum + weights[name] * features[name], 0);
}

/** The question's own difficulty, whatever the evidence. */
export function questionDifficulty(
  features: Record<QuestionFeature, number>,
  { weights, quartiles }: DifficultyWeights = trained,
): number {
  return asShare(difficultySum(features, weights), quartiles);
}

/** The difficulty of answering a question from this evidence, and what it is made of. */
export function difficultyOf(
  question: string,
  evidence: Evidence[],
): { difficulty: number; features: Record<string, number> } {
  const features = readQuestionFeatures(question);
  const fromEvidence = readEvidenceFeatures(question, evidence);
  const added =
    evidenceShares.spread * fromEvidence.spread + evidenceShares.uncovered * fromEvidence.uncovered;
  const difficulty = Math.min(1, questionDifficulty(features) + added);
  return { difficulty: round(difficulty), features: rounded({ ...features, ...fromEvidence }) };
}

/** A logistic curve through a quarter, a half and three quarters at the quartiles; its scale is the mean of both sides'. */
function asShare(sum: number, { lower, middle, upper }: DifficultyWeights["quartiles"]): number {
  return 1 / (1 + Math.exp((-2 * Math.log(3) * (sum - middle)) / (upper - lower)));
}

/** How many documents it takes for the question's longer words that the evidence holds, and which share of them it doesn't hold at all. */
function readEvidenceFeatures(question: string, evidence: Evidence[]) {
  const asked = [...new Set(question.toLowerCase().match(/\p{L}{4,}/gu))];
  const documents = Map.groupBy(evidence, ({ chunk }) => chunk.documentId);
  const held = [...documents.values()].map((chunks) => {
    const text = chunks.map(({ chunk }) => `${chunk.title} ${chunk.text}`.toLowerCase()).join(" ");
    return asked.filter((word) => text.includes(word));
  });
  const found = new Set(held.flat());
  const missing = new Set(found);
  let taken = 0;
  for (; missing.size > 0; taken++) {
    const gains = held.map((words) => words.filter((word) => missing.has(word)));
    for (const word of gains.toSorted((a, b) => b.length - a.length)[0] ?? []) missing.delete(word);
  }
  return {
    spread: Math.min(1, Math.max(0, taken - 1) / (documentsOfSpread - 1)),
    uncovered: evidence.length === 0 ? 0 : (asked.length - found.size) / Math.max(1, asked.length),
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
const rounded = (features: Record<string, number>) =>
  Object.fromEntries(Object.entries(features).map(([name, value]) => [name, round(value)]));
