import type { RerankingModelV4 } from "@ai-sdk/provider";
import type { ModelSpec } from "../catalog.ts";
import { requireModelFolder } from "./model-folder.ts";
import { runLocalModel } from "./run-local-model.ts";

/** A cross-encoder that runs on this machine. Scores are from 0 to 1. */
export function createLocalRerankingModel({ name, contextTokens }: ModelSpec): RerankingModelV4 {
  return {
    specificationVersion: "v4",
    provider: "local",
    modelId: name,
    async doRerank({ query, documents, abortSignal }) {
      const files = requireModelFolder(name);
      const texts = documents.values.map((value) =>
        typeof value === "string" ? value : JSON.stringify(value),
      );
      const logits = await runLocalModel(
        { kind: "rerank", ...files, tokensMax: contextTokens, query, texts },
        abortSignal,
      );
      const scored = logits.map((row, index) => ({ index, relevanceScore: relevanceOf(row) }));
      return { ranking: scored.toSorted((a, b) => b.relevanceScore - a.relevanceScore) };
    },
  };
}

/** One logit is the relevance's; of two the second is, against the first. */
function relevanceOf(logits: number[]): number {
  const [first = 0, second] = logits;
  return 1 / (1 + Math.exp(-(second === undefined ? first : second - first)));
}
