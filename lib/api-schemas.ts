/** What the HTTP API takes and gives, as zod schemas: routes check with them, /api/v1/openapi.json is made of them. */
import { z } from "zod";
import { documentStatuses, searchModes, verdicts } from "./turn.ts";

export const errorSchema = z
  .object({ error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }) })
  .meta({ id: "Error", description: "Every error has this shape. Codes never change; messages may." });

/** Collections are named by id or by name, as one likes. */
const collectionRefs = z
  .array(z.string().min(1).max(200))
  .max(50)
  .optional()
  .meta({ description: "Collections to search, by id or name; all that the key may read when left out." });

export const searchRequestSchema = z
  .object({
    query: z.string().max(1_000_000),
    collections: collectionRefs,
    topK: z.int().min(1).max(50).default(10),
    mode: z.enum(searchModes).default("hybrid"),
    rerank: z.boolean().default(true),
  })
  .meta({ id: "SearchRequest" });

export const searchResponseSchema = z
  .object({
    results: z.array(
      z.object({
        chunkId: z.uuid(),
        documentId: z.uuid(),
        title: z.string(),
        page: z.int().nullable(),
        headingPath: z.array(z.string()),
        text: z.string(),
        scores: z
          .object({
            bm25: z.number().nullable(),
            vector: z.number().nullable(),
            rrf: z.number().nullable(),
            relevance: z.number().nullable(),
          })
          .meta({
            description:
              "Higher is better; null where a search didn't find the chunk or a step was left out.",
          }),
      }),
    ),
    timingsMs: z.record(z.string(), z.number()),
    notices: z.array(z.object({ kind: z.string(), text: z.string() })),
  })
  .meta({ id: "SearchResponse" });

const messageContentSchema = z.union([
  z.string().max(1_000_000),
  z.array(z.object({ type: z.literal("text"), text: z.string().max(1_000_000) })).max(100),
]);

export const chatCompletionRequestSchema = z
  .object({
    model: z.string().max(200).default("auto").meta({ description: '"auto" or an id from /api/v1/models.' }),
    messages: z
      .array(
        z.object({
          role: z.enum(["system", "developer", "user", "assistant"]),
          content: messageContentSchema.nullish(),
        }),
      )
      .min(1)
      .max(500),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
    collections: collectionRefs,
  })
  .meta({
    id: "ChatCompletionRequest",
    description:
      "OpenAI's request. The last message is the question, earlier ones are the conversation. Sampling parameters are accepted and not used; instructions of the caller (system, developer) are not passed on, since answers come from documents alone.",
  });
export type ChatCompletionRequest = z.infer<typeof chatCompletionRequestSchema>;

export const citationSchema = z
  .object({
    index: z
      .int()
      .meta({ description: "The n of the mark [n] in the answer. The i-th citation is the i-th mark." }),
    chunkId: z.uuid(),
    documentId: z.uuid(),
    title: z.string(),
    page: z.int().nullable(),
    quote: z.string().meta({ description: "Verbatim from the chunk: its text from start to end." }),
    start: z.int(),
    end: z.int(),
    verdict: z.enum(verdicts),
  })
  .meta({ id: "Citation" });

const usageSchema = z.object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() });

export const chatCompletionSchema = z
  .object({
    id: z.string(),
    object: z.literal("chat.completion"),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.int(),
        message: z.object({
          role: z.literal("assistant"),
          content: z.string(),
          citations: z.array(citationSchema),
        }),
        finish_reason: z.string(),
      }),
    ),
    usage: usageSchema,
  })
  .meta({
    id: "ChatCompletion",
    description: "When streaming, the citations are on the last chunk's delta.",
  });

export const modelListSchema = z
  .object({
    object: z.literal("list"),
    data: z.array(
      z.object({ id: z.string(), object: z.literal("model"), created: z.int(), owned_by: z.string() }),
    ),
  })
  .meta({ id: "ModelList" });

export const documentSchema = z
  .looseObject({
    id: z.uuid(),
    title: z.string(),
    status: z.enum(documentStatuses),
    collectionId: z.uuid(),
    fileName: z.string(),
    mediaType: z.string(),
    byteSize: z.int(),
    createdAt: z.iso.datetime(),
    queuePosition: z.int().optional().meta({ description: "Place in the queue, from 1, while queued." }),
    duplicate: z
      .literal(true)
      .optional()
      .meta({ description: "These bytes were in the collection already." }),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    receipt: z.looseObject({}).optional(),
  })
  .meta({ id: "Document" });
