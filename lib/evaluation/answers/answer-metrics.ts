import { wordsOf } from "../../analyze-text.ts";
import { splitSentences } from "../../split-sentences.ts";

/** Lower case, words only: how SQuAD's evaluation compares, less its removal of articles (it isn't for English alone). */
function normalise(text: string): string[] {
  return wordsOf(text).map((word) => word.toLowerCase());
}

/** Whether the answer holds one of the gold answers, word for word. */
export function containsGold(answer: string, golds: string[]): boolean {
  const text = ` ${normalise(answer).join(" ")} `;
  return golds.some((gold) => text.includes(` ${normalise(gold).join(" ")} `));
}

/** Token F1 against the best-matching gold answer (Rajpurkar et al. 2016, §6.1). 0 where nothing is shared. */
export function tokenF1(answer: string, golds: string[]): number {
  return Math.max(0, ...golds.map((gold) => f1(normalise(answer), normalise(gold))));
}

function f1(answer: string[], gold: string[]): number {
  const left = new Map<string, number>();
  for (const word of gold) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of answer) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared++;
    left.set(word, count - 1);
  }
  if (shared === 0) return 0;
  const precision = shared / answer.length;
  const recall = shared / gold.length;
  return (2 * precision * recall) / (precision + recall);
}

/** An answer without its marks. */
export function withoutMarks(text: string): string {
  return text.replaceAll(/\s?\[\d+\]/g, "");
}

/** How many sentences of an answer no verdict reaches: those without a mark. Headings and bare marks are none. */
export function countUncitedSentences(
  answer: string,
  verdicts: readonly { start: number; end: number }[],
): number {
  return splitSentences(answer).filter(
    ({ start, end }) =>
      wordsOf(withoutMarks(answer.slice(start, end))).length > 1 &&
      !/^#{1,6}\s/.test(answer.slice(start, end)) &&
      !verdicts.some((verdict) => verdict.start < end && start < verdict.end),
  ).length;
}
