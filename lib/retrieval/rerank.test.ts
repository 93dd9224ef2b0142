import { describe, expect, it } from "vitest";
import { analyzeText } from "../analyze-text.ts";
import { AppError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { RerankCandidate } from "../models/builtin/features-rerank.ts";
import type { ModelCall } from "../models/meter.ts";
import type { ModelSpec } from "../models/model-spec.ts";
import type { RerankTextsOptions } from "../models/rerank.ts";
import type { SearchPlan } from "../search.ts";
import { rerank } from "./rerank.ts";

function candidateOf(text: string, fused = 0.5): RerankCandidate {
  return {
    chunkId: text,
    documentId: "document",
    collectionId: "collection",
    title: "Handbook",
    page: null,
    pageOffsets: [],
    headingPath: ["Handbook", "Warranty"],
    ordinal: 0,
    text,
    tokenCount: 0,
    terms: analyzeText(text),
    language: "eng",
    scores: { bm25: null, vector: null, fused, relevance: null },
  };
}

const planOf = (question: string): SearchPlan => ({
  question,
  queries: [{ text: question, terms: analyzeText(question), phrases: [], weight: 1 }],
  filters: [],
});
const plan = planOf("How long does the bicycle warranty last?");
const [off, on] = ["Volcanoes erupt in Iceland.", "The bicycle warranty lasts two years."];
const chunks = [candidateOf(off, 0.52), candidateOf(on, 0.5)];
const idsOf = (found: { chunkId: string }[]) => found.map(({ chunkId }) => chunkId);

const specOf = (id: string): ModelSpec => ({
  id,
  provider: id.startsWith("builtin/") ? "builtin" : "cohere",
  name: id,
  kind: "rerank",
  contextTokens: 4096,
  inputPrice: 0,
  outputPrice: 0,
  dimensions: 0,
  residency: "external",
});

/** Tools with a reranker of that id, which is called like this. */
function toolsOf(id: string | null, call?: (options: RerankTextsOptions) => Promise<number[]>) {
  const calls: ModelCall[] = [];
  const asked: RerankTextsOptions[] = [];
  const models = {
    rerankModel: () => (id ? specOf(id) : null),
    rerank: async (options: RerankTextsOptions) => {
      asked.push(options);
      const scores = (await call?.(options)) ?? [];
      return { scores, inputTokens: 70, costMicroUsd: 2000 };
    },
  };
  return { calls, asked, models, meter: { record: (each: ModelCall) => void calls.push(each) } };
}

describe("rerank", () => {
  it("puts the most relevant first by the built-in features, and shows what it saw", async () => {
    const reranked = await rerank({ plan, chunks }, toolsOf("builtin/features"));
    expect(idsOf(reranked.chunks)).toEqual([on, off]);
    expect(reranked.reranker).toBe("builtin/features");
    expect(reranked.notices).toEqual([]);
    expect(reranked.features.get(on)?.coverage).toBeGreaterThan(reranked.features.get(off)?.coverage ?? 1);
    expect(reranked.chunks[0]?.scores.relevance).toBeGreaterThan(reranked.chunks[1]?.scores.relevance ?? 1);
    expect(reranked.chunks[0]?.scores.fused).toBe(0.5);
  });

  it("asks a model with the question and each chunk under its title and headings, and meters it", async () => {
    const tools = toolsOf("cohere/rerank-v3.5", async () => [0.1, 0.9]);
    const reranked = await rerank({ plan, chunks }, tools);
    expect(idsOf(reranked.chunks)).toEqual([on, off]);
    expect(reranked.reranker).toBe("cohere/rerank-v3.5");
    expect(reranked.features.size).toBe(0);
    expect(tools.asked[0]).toMatchObject({
      query: plan.question,
      documents: [`Handbook\nWarranty\n${off}`, `Handbook\nWarranty\n${on}`],
      modelId: "cohere/rerank-v3.5",
    });
    expect(tools.calls).toMatchObject([
      { feature: "rerank", inputTokens: 70, costMicroUsd: 2000, outcome: "ok" },
    ]);
  });

  it("keeps the fused order and says so when the model fails, and meters the failed call", async () => {
    const tools = toolsOf("cohere/rerank-v3.5", () => Promise.reject(new AppError("provider_unavailable")));
    const reranked = await rerank({ plan, chunks }, tools);
    expect(idsOf(reranked.chunks)).toEqual([off, on]);
    expect(reranked.chunks.every(({ scores }) => scores.relevance === null)).toBe(true);
    expect(reranked.reranker).toBeNull();
    expect(reranked.notices).toMatchObject([{ kind: "degraded" }]);
    expect(tools.calls).toMatchObject([{ outcome: "error", costMicroUsd: 0 }]);
  });

  it("gives the model a signal that ends its call when the time for it is up", async () => {
    const tools = toolsOf("cohere/rerank-v3.5", async () => [1, 0]);
    await rerank({ plan, chunks }, tools);
    expect(tools.asked[0]?.signal?.aborted).toBe(false);
    const late = toolsOf("cohere/rerank-v3.5", () =>
      Promise.reject(new DOMException("late", "TimeoutError")),
    );
    const reranked = await rerank({ plan, chunks }, late);
    expect(idsOf(reranked.chunks)).toEqual([off, on]);
    expect(reranked.notices[0]?.text).toContain("took too long");
  });

  it("ends with the turn: a stopped one isn't degraded", async () => {
    const stop = new AbortController();
    const tools = toolsOf("cohere/rerank-v3.5", async ({ signal }) => {
      stop.abort();
      signal?.throwIfAborted();
      return [];
    });
    await expect(rerank({ plan, chunks, signal: stop.signal }, tools)).rejects.toThrow();
  });

  it("leaves what lies beyond the first fifty behind them, in fused order", async () => {
    const many = Array.from({ length: limits.candidatesMax + 2 }, (_, i) =>
      candidateOf(`The bicycle warranty number ${i} lasts.`, 1 - i / 100),
    );
    const reranked = await rerank({ plan, chunks: many }, toolsOf("builtin/features"));
    expect(reranked.chunks).toHaveLength(many.length);
    expect(idsOf(reranked.chunks.slice(-2))).toEqual(idsOf(many.slice(-2)));
    expect(reranked.chunks.at(-1)?.scores.relevance).toBeNull();
  });

  it("leaves the fused order where no reranker is wanted, or the question has nothing to go by", async () => {
    const none = await rerank({ plan, chunks }, toolsOf(null));
    expect(none).toMatchObject({ reranker: null, notices: [] });
    expect(idsOf(none.chunks)).toEqual([off, on]);
    const blank = await rerank({ plan: planOf("what is it?"), chunks }, toolsOf("builtin/features"));
    expect(idsOf(blank.chunks)).toEqual([off, on]);
  });

  it("takes index terms no further", async () => {
    for (const id of ["builtin/features", null]) {
      const { chunks: found } = await rerank({ plan, chunks }, toolsOf(id));
      for (const chunk of found) expect(chunk).not.toHaveProperty("terms");
    }
  });
});
