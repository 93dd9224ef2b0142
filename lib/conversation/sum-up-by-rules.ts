import { analyzeText } from "../analyze-text.ts";
import { cutAtWord } from "../cut-at-word.ts";
import { splitSentences } from "../split-sentences.ts";
import type { SaidTurn } from "./roll-up-history.ts";

export const rulesVersion = "rules-1";

const questionCharsMax = 140;
const sentenceCharsMax = 220;

/**
 * A turn in a line, without a model: its question, and of the answer the sentence that says most about it, one that its sources
 * support before others. Nothing in it is put in other words.
 */
export function sumUpByRules({ question, answer }: SaidTurn, supported: string[] = []): string {
  const asked = cutAtWord(inOneLine(question.text), questionCharsMax);
  const best = bestSentence(question.text, answer.text, new Set(supported.map(inOneLine)));
  return best ? `${asked} — ${cutAtWord(best, sentenceCharsMax)}` : asked;
}

/** Without reference marks, whose numbers mean nothing in another place. */
const inOneLine = (text: string) =>
  text
    .replaceAll(/\s*\[\d+\]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

function bestSentence(question: string, answer: string, supported: Set<string>): string {
  const asked = new Set(analyzeText(question));
  const worthOf = (sentence: string) => {
    const shared = new Set(analyzeText(sentence).filter((term) => asked.has(term))).size;
    return (supported.has(sentence) ? asked.size + 1 : 0) + shared;
  };
  const sentences = splitSentences(answer)
    .map(({ text }) => inOneLine(text))
    .filter((sentence) => /\p{L}/u.test(sentence));
  const [best] = sentences
    .map((sentence) => ({ sentence, worth: worthOf(sentence) }))
    .toSorted((a, b) => b.worth - a.worth); // stable: of equals the first
  return best?.sentence ?? "";
}
