/**
 * In: all that was said before a question, with the lines that stand for earlier turns and what the reader wants remembered. Out: as much
 * of it as a model is shown. The last turns are shown word for word; what is older is there by its lines. Pure.
 */
import { analyzeText } from "../analyze-text.ts";
import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import type { Background } from "../prompts/background.ts";
import type { HistoryMessage } from "../turn.ts";
import { trimHistory } from "./trim-history.ts";

export interface RolledUp {
  history: HistoryMessage[];
  background: Background;
}

/** All of it as models may see it. */
type Said = RolledUp & { question: string };

/** Together within `limits.historyTokensMax`. What doesn't fit is left out whole: lines that say nothing of the question, then the oldest. */
export function rollUpHistory({ question, history, background: { memories, summary } }: Said): RolledUp {
  const background = {
    memories: chooseLines(memories, question, limits.memoryTokensMax),
    summary: chooseLines(summary, question, limits.summaryTokensMax),
  };
  const taken = [...background.memories, ...background.summary].reduce(
    (sum, line) => sum + tokensOf(line),
    0,
  );
  const latest = history.filter(({ isBehind }) => !isBehind);
  return { history: trimHistory(latest, limits.historyTokensMax - taken), background };
}

/** With its dash and line break. */
const tokensOf = (line: string) => countTokens(line) + 2;

/** In their order. Where not all fit, those come first that share words with the question, then the latest. */
function chooseLines(lines: string[], question: string, tokensMax: number): string[] {
  const tokens = lines.map(tokensOf);
  if (tokens.reduce((sum, n) => sum + n, 0) <= tokensMax) return lines;
  const asked = new Set(analyzeText(question));
  const shared = lines.map((line) => new Set(analyzeText(line).filter((term) => asked.has(term))).size);
  const byWorth = lines.map((_, i) => i).toSorted((a, b) => shared[b]! - shared[a]! || b - a);
  let left = tokensMax;
  const chosen = new Set<number>();
  for (const i of byWorth) {
    if (tokens[i]! > left) continue;
    left -= tokens[i]!;
    chosen.add(i);
  }
  return lines.filter((_, i) => chosen.has(i));
}

/** A question and its answer, as saved. */
export interface SaidTurn {
  question: { id: string; text: string };
  answer: { id: string; text: string };
}

/**
 * The turns that a summary should stand for from now on: once what is shown word for word has passed `limits.rollUpFrom`, all but the
 * last that fit into `limits.rollUpTo`, and those that a summary has passed by. The latest of them, as many as one call sums up.
 */
export function turnsToSumUp(history: HistoryMessage[]): SaidTurn[] {
  const behind = history.filter(({ isBehind }) => isBehind);
  const latest = history.filter(({ isBehind }) => !isBehind);
  const older = isLong(latest) ? latest.slice(0, keptFrom(latest)) : [];
  return pairUp([...behind, ...older]).slice(-limits.summaryTurnsMax);
}

function isLong(messages: HistoryMessage[]): boolean {
  const { tokens, messages: messagesMax } = limits.rollUpFrom;
  return (
    messages.length > messagesMax || messages.reduce((sum, { text }) => sum + countTokens(text), 0) > tokens
  );
}

/** Where the turns begin that stay. The last one does, however long it is. */
function keptFrom(messages: HistoryMessage[]): number {
  let from = messages.length;
  let tokens = 0;
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i]!;
    tokens += countTokens(message.text);
    const isTooMuch = tokens > limits.rollUpTo.tokens || messages.length - i > limits.rollUpTo.messages;
    if (isTooMuch && from < messages.length) break;
    if (message.role === "user") from = i;
  }
  return from;
}

/** A question that nobody answered is no turn, and what isn't saved has no summary. */
function pairUp(messages: HistoryMessage[]): SaidTurn[] {
  return messages.flatMap((answer, i): SaidTurn[] => {
    const question = messages[i - 1];
    if (question?.role !== "user" || answer.role !== "assistant" || !question.id || !answer.id) return [];
    return [
      { question: { id: question.id, text: question.text }, answer: { id: answer.id, text: answer.text } },
    ];
  });
}
