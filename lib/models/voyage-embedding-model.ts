import type { EmbeddingModelV4 } from "@ai-sdk/provider";
import { parseProviderOptions } from "@ai-sdk/provider-utils";
import { z } from "zod";
import { postToModelApi } from "./post-to-model-api.ts";

const optionsSchema = z.object({ inputType: z.enum(["query", "document"]).optional() });
const responseSchema = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()) })),
  usage: z.object({ total_tokens: z.number() }).optional(),
});

/** An embedding model of Voyage, or of a server that speaks its API. `providerOptions.voyage.inputType` tells questions from documents. */
export function createVoyageEmbeddingModel(of: {
  name: string;
  baseUrl: string;
  apiKey: string | undefined;
}): EmbeddingModelV4 {
  const { name: model, baseUrl, apiKey } = of;
  return {
    specificationVersion: "v4",
    provider: "voyage",
    modelId: model,
    maxEmbeddingsPerCall: 128,
    supportsParallelCalls: true,
    async doEmbed({ values: input, abortSignal, headers, providerOptions }) {
      const options = await parseProviderOptions({
        provider: "voyage",
        providerOptions,
        schema: optionsSchema,
      });
      const { value, response } = await postToModelApi({
        baseUrl,
        path: "embeddings",
        apiKey,
        body: { model, input, input_type: options?.inputType, truncation: true },
        schema: responseSchema,
        headers,
        abortSignal,
      });
      return {
        embeddings: value.data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding),
        usage: { tokens: value.usage?.total_tokens ?? 0 },
        response,
        warnings: [],
      };
    },
  };
}
