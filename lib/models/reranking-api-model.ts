import type { RerankingModelV4 } from "@ai-sdk/provider";
import { APICallError } from "ai";
import { z } from "zod";
import { postToModelApi } from "./post-to-model-api.ts";

export interface RerankingApi {
  provider: "voyage" | "jina" | "openai-compatible";
  name: string;
  baseUrl: string;
  apiKey: string | undefined;
}

const scored = z.object({ index: z.number().int(), relevance_score: z.number() });
const usage = z.object({ total_tokens: z.number() }).partial().optional();
/** Jina's and vLLM's, Voyage's, and that of Text Embeddings Inference, as which all are read. */
const responseSchema = z.union([
  z.object({ results: z.array(scored), usage }),
  z.object({ data: z.array(scored), usage }).transform(({ data, usage }) => ({ results: data, usage })),
  z.array(z.object({ index: z.number().int(), score: z.number() })).transform((list) => ({
    results: list.map(({ index, score }) => ({ index, relevance_score: score })),
    usage: undefined,
  })),
]);

/** Servers found to be Text Embeddings Inference, which wants `texts` where the others want `documents`. */
const textServers = new Set<string>();

/**
 * A reranker behind `POST …/rerank` as Jina, Voyage, vLLM, LiteLLM and Text Embeddings Inference have it. Which shape a server
 * wants is found out by asking, once. Tokens used are in `providerMetadata.usage.tokens`.
 */
export function createRerankingApiModel(api: RerankingApi): RerankingModelV4 {
  const { baseUrl } = api;
  return {
    specificationVersion: "v4",
    provider: api.provider,
    modelId: api.name,
    async doRerank({ query, documents, abortSignal, headers }) {
      const texts = documents.values.map((value) =>
        typeof value === "string" ? value : JSON.stringify(value),
      );
      const ask = (isTextServer: boolean) =>
        postToModelApi({
          ...api,
          path: "rerank",
          body: isTextServer ? { query, texts, truncate: true } : bodyFor(api, query, texts),
          schema: responseSchema,
          headers,
          abortSignal,
        });
      const { value, response } = await ask(textServers.has(baseUrl)).catch((error: unknown) => {
        if (textServers.has(baseUrl) || !wantsTexts(error)) throw error;
        textServers.add(baseUrl);
        return ask(true);
      });
      return {
        ranking: value.results.map(({ index, relevance_score }) => ({
          index,
          relevanceScore: relevance_score,
        })),
        providerMetadata: { usage: { tokens: value.usage?.total_tokens ?? 0 } },
        response,
      };
    },
  };
}

function bodyFor({ provider, name: model }: RerankingApi, query: string, documents: string[]) {
  if (provider === "voyage") return { model, query, documents, truncation: true };
  if (provider === "jina") return { model, query, documents, return_documents: false };
  return { model, query, documents };
}

const wantsTexts = (error: unknown) =>
  APICallError.isInstance(error) &&
  (error.statusCode === 422 || error.statusCode === 400) &&
  /\btexts\b/.test(`${error.message} ${error.responseBody}`);
