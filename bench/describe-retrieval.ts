import { formatShare, formatTable } from "../lib/evaluation/format-table.ts";
import type { Percentiles, RetrievalBench, RetrievalRow } from "./measure-retrieval.ts";

/** How a size was loaded, and what its index finds. */
export function describeSize(row: RetrievalRow): string {
  const { chunks, documents, loadSeconds, indexSeconds, recall } = row;
  const size = `${chunks.toLocaleString("en")} chunks of ${documents.toLocaleString("en")} documents`;
  const loaded = `${size}: loaded in ${loadSeconds.toFixed(0)} s`;
  if (indexSeconds === null) return `${loaded}, no vector index\n`;
  const found = formatTable(
    ["vectors, beside an exact search", "recall@10", "worst tenth", "below .9"],
    recall.map(({ scope, recallAt10, worstTenth, belowNinety }) => [
      scope,
      ...[recallAt10, worstTenth, belowNinety].map(formatShare),
    ]),
  );
  return `${loaded}, vector index in ${indexSeconds.toFixed(0)} s\n${found}\n`;
}

/** Milliseconds by stage and size, and what they are beside the bare statements. */
export function describeRetrieval({ rows, questions }: RetrievalBench): string {
  const headings = ["ms, p50 / p95", ...rows.map(({ chunks }) => chunks.toLocaleString("en"))];
  const stages = [...new Set(rows.flatMap(({ stages }) => Object.keys(stages)))];
  const own = [...new Set(rows.flatMap(({ own }) => Object.keys(own)))];
  const bare = [...new Set(rows.flatMap(({ bare }) => Object.keys(bare)))];
  const across = (name: string, cell: (row: RetrievalRow) => string) => [name, ...rows.map(cell)];
  return `${formatTable(headings, [
    ...stages.map((stage) => across(stage, (row) => formatPercentiles(row.stages[stage]))),
    ...own.map((search) => across(`own ${search}`, (row) => formatPercentiles(row.own[search]))),
    ...bare.map((search) => across(`bare ${search}`, (row) => formatPercentiles(row.bare[search]))),
    across("found by bare all words, of 50", ({ allWordsFound }) => `${allWordsFound}`),
    across("pipeline p95 ÷ own both", ({ timesOwn }) => timesOwn.toFixed(1)),
    across("pipeline p95 ÷ bare both", ({ timesBare }) => timesBare.toFixed(1)),
    across("round trips, at most", ({ roundTripsMax }) => `${roundTripsMax}`),
    across("embedding calls, at most", ({ embeddingCallsMax }) => `${embeddingCallsMax}`),
  ])}${questions} questions at each size. bm25 and vector run side by side. Own: their statements alone, one after the other. Bare: hybrid search written by hand.\n`;
}

const formatPercentiles = (ms: Percentiles | undefined) =>
  ms ? `${formatMs(ms.p50)} / ${formatMs(ms.p95)}` : "–";

const formatMs = (ms: number) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));
