import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import type { HistoryMessage } from "../turn.ts";

/** The latest messages that fit the budget, oldest first, beginning with a question. Earlier ones are left out whole. */
export function trimHistory(
  history: HistoryMessage[],
  tokensMax: number = limits.historyTokensMax,
): HistoryMessage[] {
  let tokens = 0;
  let from = history.length;
  while (from > 0) {
    tokens += countTokens(history[from - 1]?.text ?? "");
    if (tokens > tokensMax) break;
    from--;
  }
  while (from < history.length && history[from]?.role !== "user") from++;
  return history.slice(from);
}
