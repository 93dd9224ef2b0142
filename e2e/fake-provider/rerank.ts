import { z } from "zod";
import type { AcceptedRequest } from "./accepted-request.ts";
import { tokenCount } from "./chat-completion.ts";
import { embedText } from "./embed-text.ts";
import { parseOrReject } from "./http-error.ts";
import { requireModel } from "./models.ts";

const dimensions = 256;

const rerankSchema = z.object({
  model: z.string(),
  query: z.string().min(1),
  documents: z.array(z.string()).min(1).max(1000),
  top_n: z.int().min(1).optional(),
});

const textsSchema = z.object({
  query: z.string().min(1),
  texts: z.array(z.string()).min(1).max(1000),
});

/** Reads a `POST /v1/rerank`, as Jina and vLLM have it; throws a 400 or 404. */
export function readRerankRequest(body: unknown): AcceptedRequest {
  const { model, query, documents, top_n } = parseOrReject(rerankSchema, body);
  requireModel(model, "rerank");
  const total_tokens = [query, ...documents].reduce((sum, text) => sum + tokenCount(text.length), 0);
  return accepted(model, query, documents, (ranking) => ({
    model,
    results: ranking.slice(0, top_n).map(({ index, score }) => ({ index, relevance_score: score })),
    usage: { total_tokens },
  }));
}

/** Reads a `POST /rerank`, as Text Embeddings Inference has it. It serves one model, which isn't named. */
export function readTextRerankRequest(body: unknown): AcceptedRequest {
  const { query, texts } = parseOrReject(textsSchema, body);
  return accepted(undefined, query, texts, (ranking) => ranking);
}

interface Ranked {
  index: number;
  score: number;
}

function accepted(
  model: string | undefined,
  query: string,
  documents: string[],
  bodyOf: (ranking: Ranked[]) => object,
): AcceptedRequest {
  return {
    model,
    userText: [query, ...documents].join("\n"),
    reply: ({ isEmpty }) => ({
      kind: "json",
      body: JSON.stringify(bodyOf(isEmpty ? [] : rank(query, documents))),
      wordCount: 0,
    }),
  };
}

/** Best first; deterministic, from 0 to 1: the more words and parts of words are shared, the higher. */
function rank(query: string, documents: string[]): Ranked[] {
  const asked = embedText(query, dimensions);
  const scored = documents.map((document, index) => {
    const vector = embedText(document, dimensions);
    const cosine = vector.reduce((sum, value, i) => sum + value * (asked[i] ?? 0), 0);
    return { index, score: Math.min(Math.max(cosine, 0), 1) };
  });
  return scored.toSorted((a, b) => b.score - a.score || a.index - b.index);
}
