import type { Difference } from "../bootstrap-interval.ts";
import { formatDifference, formatShare, formatTable } from "../format-table.ts";
import type { TrainedReranker } from "./train-reranker.ts";

/** For a terminal: the weights, and per set what weights trained on the others make of it. */
export function describeTraining({ weights, heldOut, overBm25, overHybrid }: TrainedReranker): string {
  const table = formatTable(
    ["nDCG@10, set held out", "questions", "BM25", "hybrid", "+ rerank", "over BM25"],
    heldOut.map(({ dataset, questions, bm25, hybrid, reranked }) => [
      dataset,
      String(questions),
      formatShare(bm25),
      formatShare(hybrid),
      formatShare(reranked),
      formatDifference(reranked - bm25),
    ]),
  );
  const listed = Object.entries(weights).map(([feature, weight]) => `${feature} ${weight}`);
  return `${table}\nover BM25 ${sayGain(overBm25)}\nover hybrid ${sayGain(overHybrid)}\n\n${listed.join(" · ")}\n`;
}

const sayGain = ({ mean, low, high }: Difference) =>
  `${formatDifference(mean)} in the mean over sets (95 %: ${formatDifference(low)} to ${formatDifference(high)})`;
