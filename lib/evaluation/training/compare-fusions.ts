import { z } from "zod";
import { fuse, type RankedList } from "../../retrieval/fuse.ts";
import { ndcgAt } from "../../retrieval-metrics.ts";
import { formatDifference, formatShare, formatTable } from "../format-table.ts";

const placeSchema = z.object({ rank: z.number(), score: z.number() }).nullable();
const fusedQuestionSchema = z.object({
  dataset: z.string(),
  relevant: z.array(z.number()),
  candidates: z.array(
    z.object({
      chunkId: z.string(),
      corpusIds: z.array(z.string()),
      grade: z.number(),
      bm25: placeSchema,
      vector: placeSchema,
    }),
  ),
});
export type FusedQuestion = z.infer<typeof fusedQuestionSchema>;

export const readFusedQuestion = (line: string): FusedQuestion => fusedQuestionSchema.parse(JSON.parse(line));

/** Chunk ids, best first. */
type Fusion = (bm25: RankedList["results"], vector: RankedList["results"]) => string[];

const weights = [0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1];

/** By scores, as the product does. */
const byScores =
  (weight: number): Fusion =>
  (bm25, vector) =>
    fuse([
      { kind: "bm25", weight: 1, results: bm25 },
      { kind: "vector", weight, results: vector },
    ]).map(({ chunkId }) => chunkId);

/** Reciprocal rank fusion (Cormack, Clarke & Büttcher 2009). */
const byRanks =
  (weight: number, k: number): Fusion =>
  (bm25, vector) => {
    const sums = new Map<string, number>();
    const add = (results: RankedList["results"], share: number) => {
      for (const [i, { chunkId }] of results.entries())
        sums.set(chunkId, (sums.get(chunkId) ?? 0) + share / (k + i + 1));
    };
    add(bm25, 1);
    add(vector, weight);
    return [...sums].sort((a, b) => b[1] - a[1]).map(([chunkId]) => chunkId);
  };

const fusions: [string, Fusion][] = [
  ["BM25", (bm25) => bm25.map(({ chunkId }) => chunkId)],
  ...weights.map((weight): [string, Fusion] => [`scores, weight ${weight}`, byScores(weight)]),
  ...[10, 60].flatMap((k) =>
    weights.map((weight): [string, Fusion] => [`ranks, k ${k}, weight ${weight}`, byRanks(weight, k)]),
  ),
];

/**
 * What each way of fusing, and each weight of the vector list beside BM25's 1, makes of the same results: BM25's nDCG@10 by set, and the
 * others' difference to it. For a terminal. What a new embedding model is given its weight by.
 */
export function compareFusions(questions: FusedQuestion[]): string {
  const sets = [...Map.groupBy(questions, ({ dataset }) => dataset)];
  const rows = fusions.map(([name, fusion]) => ({
    name,
    means: sets.map(([, all]) => mean(all.map((question) => ndcgOf(question, fusion)))),
  }));
  const bm25 = rows[0]?.means ?? [];
  return formatTable(
    ["nDCG@10", ...sets.map(([dataset]) => dataset), "mean"],
    rows.map(({ name, means }, i) => {
      const cells = [...means, mean(means)];
      const base = [...bm25, mean(bm25)];
      return [
        name,
        ...cells.map((value, at) =>
          i === 0 ? formatShare(value) : formatDifference(value - (base[at] ?? 0)),
        ),
      ];
    }),
  );
}

function ndcgOf({ candidates, relevant }: FusedQuestion, fusion: Fusion): number {
  const listOf = (kind: "bm25" | "vector") =>
    candidates
      .flatMap((candidate) => {
        const place = candidate[kind];
        return place ? [{ chunkId: candidate.chunkId, ...place }] : [];
      })
      .sort((a, b) => a.rank - b.rank);
  const corpusIdsOf = new Map(candidates.map(({ chunkId, corpusIds }) => [chunkId, corpusIds]));
  const ranked = fusion(listOf("bm25"), listOf("vector")).flatMap((id) => corpusIdsOf.get(id) ?? []);
  const grades = new Map(candidates.flatMap(({ corpusIds, grade }) => corpusIds.map((id) => [id, grade])));
  return ndcgAt([...new Set(ranked)], withMissing(grades, relevant), 10);
}

/** The grades of what was found, and of the relevant documents that weren't. */
export function withMissing(found: Map<string, number>, relevant: number[]): Map<string, number> {
  const missing = [...relevant];
  for (const grade of found.values()) {
    const at = grade > 0 ? missing.indexOf(grade) : -1;
    if (at >= 0) missing.splice(at, 1);
  }
  return new Map([...found, ...missing.map((grade, i): [string, number] => [`not found ${i}`, grade])]);
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
