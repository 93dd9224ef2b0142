import type { EmbeddingModelV4 } from "@ai-sdk/provider";
import type { ModelSpec } from "../catalog.ts";
import { embeddingFamilyOf } from "../embedding-family.ts";
import { requireModelFolder } from "./model-folder.ts";
import { runLocalModel } from "./run-local-model.ts";

/** An embedding model that runs on this machine. Gives unit vectors; what is too long for it is cut. */
export function createLocalEmbeddingModel({ name, contextTokens }: ModelSpec): EmbeddingModelV4 {
  return {
    specificationVersion: "v4",
    provider: "local",
    modelId: name,
    maxEmbeddingsPerCall: Number.POSITIVE_INFINITY,
    supportsParallelCalls: false,
    async doEmbed({ values: texts, abortSignal }) {
      const files = requireModelFolder(name);
      const { pooling } = embeddingFamilyOf(name);
      const task = { kind: "embed", ...files, tokensMax: contextTokens, pooling, texts } as const;
      return { embeddings: await runLocalModel(task, abortSignal), usage: { tokens: 0 }, warnings: [] };
    },
  };
}
