import type { Difference } from "../bootstrap-interval.ts";
import { formatDifference, formatShare, formatTable } from "../format-table.ts";
import { type HeldOutSet, heldOutRankings, type TrainedReranker } from "./train-reranker.ts";

/** For a terminal: the weights, and per set what weights trained on the others make of it. */
export function describeTraining({ weights, heldOut, overBm25, overHybrid }: TrainedReranker): string {
  const rankingsOf = ({ ndcg, recall }: HeldOutSet) =>
    heldOutRankings.map((by) => `${formatShare(ndcg[by])} ${formatShare(recall[by])}`);
  const table = formatTable(
    ["nDCG@10 recall@10, set held out", "questions", "BM25", "hybrid", "+ rerank", "over BM25"],
    heldOut.map((set) => [
      set.dataset,
      String(set.questions),
      ...rankingsOf(set),
      formatDifference(set.ndcg.reranked - set.ndcg.bm25),
    ]),
  );
  const listed = Object.entries(weights).map(([feature, weight]) => `${feature} ${weight}`);
  return `${table}\nover BM25 ${sayGain(overBm25)}\nover hybrid ${sayGain(overHybrid)}\n\n${listed.join(" · ")}\n`;
}

const sayGain = ({ mean, low, high }: Difference) =>
  `${formatDifference(mean)} in the mean over sets (95 %: ${formatDifference(low)} to ${formatDifference(high)})`;
