import type { ChunkingReport } from "./evaluate-chunking.ts";
import type { SpanScores } from "./span-metrics.ts";

/** A chunking report as tables for a terminal. */
export function describeChunking(report: ChunkingReport): string {
  const { documents, characters, questions, topK, tokensMax, variants } = report;
  const lines = [
    `${documents} documents of ${characters} characters, ${questions} questions; recall / precision / IoU in percent`,
    "",
    row("", "chunks", "mean", "ms", `best ${topK} chunks`, `best ${topK * tokensMax} tokens`),
    ...variants.map((variant) =>
      row(
        variant.name,
        String(variant.chunks),
        variant.meanTokens.toFixed(0),
        String(variant.chunkingMs),
        percents(variant.atTopK),
        percents(variant.atEqualTokens),
      ),
    ),
    "",
    `by structure less …, at equal tokens, in points with 95 % intervals (bootstrap over questions)`,
    ...report.differences.map(({ from, scores }) => {
      const shown = [scores.recall, scores.precision, scores.iou].map(
        ({ mean, low, high }) => `${points(mean)} [${points(low)}, ${points(high)}]`,
      );
      return `${from.padEnd(24)} ${shown.join("   ")}`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}

const row = (name: string, chunks: string, mean: string, ms: string, atTopK: string, atTokens: string) =>
  `${name.padEnd(24)} ${chunks.padStart(7)} ${mean.padStart(6)} ${ms.padStart(7)} ${atTopK.padStart(22)} ${atTokens.padStart(22)}`;

const percents = ({ recall, precision, iou }: SpanScores) =>
  [recall, precision, iou].map((share) => (share * 100).toFixed(2)).join(" / ");

const points = (share: number) => `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(2)}`;
