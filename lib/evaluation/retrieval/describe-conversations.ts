import { formatDifference, formatShare, formatTable } from "../format-table.ts";
import type { ConversationsReport } from "./evaluate-conversations.ts";
import type { RankingMetric } from "./score-ranking.ts";

const shown: RankingMetric[] = ["recall@5", "recall@10", "nDCG@10", "MRR@10"];

/** A conversations report as tables for a terminal: each set, and what the forms gain in the mean. */
export function describeConversations({ datasets, gains, mode, isReranked }: ConversationsReport): string {
  const sets = datasets.map(({ name, questions, withHistory, condensed, systems }) => {
    const rows = systems.map((system) => [
      system.name,
      ...shown.map((metric) => formatShare(system.scores[metric])),
    ]);
    return `${questions} questions, ${withHistory} with history, ${condensed} changed by condensing
${formatTable([name, ...shown], rows)}`;
  });
  const differences = gains.map(({ form, metric, difference: { mean, low, high } }) => [
    `${form}: ${metric}`,
    formatDifference(mean),
    `${formatDifference(low)} to ${formatDifference(high)}`,
  ]);
  return `${sets.join("\n")}
${formatTable(["mean gain over the last turn alone", "", "95 %"], differences)}
Searched by ${mode}${isReranked ? " + rerank" : ""}.
`;
}
