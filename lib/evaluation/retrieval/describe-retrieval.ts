import { bootstrapDifference } from "../bootstrap-interval.ts";
import { formatDifference, formatShare, formatTable } from "../format-table.ts";
import type { SetReport } from "../own-set/evaluate-set.ts";
import type { DatasetReport, RetrievalReport, SystemReport } from "./evaluate-retrieval.ts";
import { rankingMetrics } from "./score-ranking.ts";

/** A retrieval report as tables for a terminal: each data set, and where there are several what they come to. */
export function describeRetrieval({ datasets, candidates, embeddingModel, seed }: RetrievalReport): string {
  const summary = datasets.length > 1 ? `\n${describeSummary(datasets, seed)}` : "";
  return `${datasets.map(describeDataset).join("\n")}${summary}
nDCG@10 with its 95 % interval (bootstrap over questions). A document is as good as its best chunk; up to ${candidates} chunks per search.
Milliseconds are p50 / p95. Vectors by ${embeddingModel}.
`;
}

/** The same of a tenant's own set, with the questions that couldn't be measured. */
export function describeSet(report: SetReport): string {
  const { unanswerable, withoutDocuments } = report;
  return `${describeRetrieval(report)}Left out: ${unanswerable} that no document answers, ${withoutDocuments} whose documents aren't there.\n`;
}

function describeDataset({ name, documents, questions, systems, tierOverlapAt10 }: DatasetReport): string {
  const headings = [name, "nDCG@10", "95 %", ...rankingMetrics.slice(1)];
  const scores = systems.map(({ name: system, scores, interval }) => [
    system,
    formatShare(scores["nDCG@10"]),
    `${formatShare(interval.low)}–${formatShare(interval.high)}`,
    ...rankingMetrics.slice(1).map((metric) => formatShare(scores[metric])),
  ]);
  const overlap =
    tierOverlapAt10 === undefined
      ? ""
      : `overlap@10 of the two BM25 tiers: ${formatShare(tierOverlapAt10)}\n`;
  return `${documents} documents, ${questions} questions\n${formatTable(headings, scores)}${describeTimes(systems)}${overlap}`;
}

function describeTimes(systems: SystemReport[]): string {
  const stages = [...new Set(systems.flatMap(({ milliseconds }) => Object.keys(milliseconds)))];
  const ordered = [...stages.filter((stage) => stage !== "total"), "total"];
  const rows = systems.map(({ name, milliseconds }) => [
    name,
    ...ordered.map((stage) => {
      const times = milliseconds[stage];
      return times ? `${formatMs(times.p50)} / ${formatMs(times.p95)}` : "–";
    }),
  ]);
  return formatTable(["ms", ...ordered], rows);
}

const formatMs = (ms: number) => (ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0));

/** nDCG@10 and recall@10 of each set in one table, the mean of all, and how each row's differs from BM25's, or else the first one's. */
function describeSummary(datasets: DatasetReport[], seed: number): string {
  const names = datasets[0]?.systems.map(({ name }) => name) ?? [];
  const systemsOf = (name: string) =>
    datasets.flatMap((dataset) => dataset.systems.find((system) => system.name === name) ?? []);
  const rows = datasets.map(({ name, systems }) => [
    name,
    ...systems.map(({ scores }) => `${formatShare(scores["nDCG@10"])} ${formatShare(scores["recall@10"])}`),
  ]);
  const means = names.map((name) => {
    const systems = systemsOf(name);
    const mean = (metric: "nDCG@10" | "recall@10") =>
      systems.reduce((sum, { scores }) => sum + scores[metric], 0) / systems.length;
    return `${formatShare(mean("nDCG@10"))} ${formatShare(mean("recall@10"))}`;
  });
  const baseName = names.find((name) => name === "bm25") ?? names[0] ?? "";
  const base = systemsOf(baseName);
  const others = names.filter((name) => name !== baseName);
  const differences = others.map((name) => {
    const gains = systemsOf(name).map((system, i) =>
      system.questions.map((question, q) => question["nDCG@10"] - (base[i]?.questions[q]?.["nDCG@10"] ?? 0)),
    );
    const { mean, low, high } = bootstrapDifference(gains, seed);
    return [name, formatDifference(mean), `${formatDifference(low)} to ${formatDifference(high)}`];
  });
  const table = formatTable(["nDCG@10 recall@10", ...names], [...rows, ["mean", ...means]]);
  if (differences.length === 0) return table;
  return `${table}\n${formatTable([`mean nDCG@10 less ${baseName}`, "", "95 %"], differences)}`;
}
