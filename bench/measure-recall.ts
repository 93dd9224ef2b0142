import { searchVector } from "../db/search-vector.ts";
import { recordStatements, replayStatement } from "../db/testing/record-statements.ts";
import type { SearchFilters } from "../lib/search.ts";
import { type SyntheticTenant, syntheticModel } from "./load-synthetic-corpus.ts";
import type { SyntheticQuestion } from "./synthesize-corpus.ts";

export interface RecallRow {
  /** What was searched. */
  scope: string;
  /** Of the ten nearest chunks, those that the search found, in the mean over the questions. */
  recallAt10: number;
  /** In which a tenth of the questions lie at or below. */
  worstTenth: number;
  /** The share of the questions with a recall below .9: two and more of the ten were missed. */
  belowNinety: number;
}

/** As many as the product asks for. */
const limit = 50;

/** Compares what the product's vector search finds with what the same statement finds without any index, at each selectivity. */
export async function measureRecall(
  tenant: SyntheticTenant,
  questions: SyntheticQuestion[],
): Promise<RecallRow[]> {
  const all = Object.values(tenant.collectionIds);
  const scopes: [string, string[], SearchFilters][] = [
    ["all", all, {}],
    ...Object.entries(tenant.collectionIds).map(([name, id]): [string, string[], SearchFilters] => [
      `collection: ${name}`,
      [id],
      {},
    ]),
    ...tenant.tags.map((tag): [string, string[], SearchFilters] => [`tag: ${tag}`, all, { tags: [tag] }]),
  ];
  const rows: RecallRow[] = [];
  for (const [scope, collectionIds, filters] of scopes) {
    const recalls: number[] = [];
    for (const { embedding } of questions)
      recalls.push(await recallOf(tenant, { embedding, collectionIds, filters }));
    recalls.sort((a, b) => a - b);
    rows.push({
      scope,
      recallAt10: recalls.reduce((sum, recall) => sum + recall, 0) / Math.max(1, recalls.length),
      worstTenth: recalls[Math.floor(recalls.length / 10)] ?? 0,
      belowNinety: recalls.filter((recall) => recall < 0.9).length / Math.max(1, recalls.length),
    });
  }
  return rows;
}

interface Search {
  embedding: Float32Array;
  collectionIds: string[];
  filters: SearchFilters;
}

async function recallOf({ principal }: SyntheticTenant, { embedding, ...search }: Search): Promise<number> {
  const embeddings = [Array.from(embedding)];
  const { result, statements } = await recordStatements(() =>
    searchVector(principal, { ...search, embeddings, embeddingModel: syntheticModel, limit }),
  );
  const [statement] = statements;
  if (!statement) return 0;
  const { rows } = await replayStatement<{ score: number }>(statement, "SET LOCAL enable_indexscan = off");
  const found = (result.lists[0] ?? []).map(({ score }) => score);
  const nearest = rows.map(({ score }) => score).toSorted((a, b) => b - a);
  return recallOfScores(found, nearest, 10);
}

/** By scores, best first, so that of chunks that are equally near any will do. 1 where there is nothing to be found. */
export function recallOfScores(found: number[], nearest: number[], k: number): number {
  const wanted = nearest.slice(0, k);
  const least = wanted.at(-1);
  if (least === undefined) return 1;
  return Math.min(1, found.slice(0, k).filter((score) => score >= least - 1e-9).length / wanted.length);
}
