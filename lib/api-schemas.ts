/** What the HTTP API takes and gives, as zod schemas: routes check with them, /api/v1/openapi.json is made of them. */
import { z } from "zod";
import { chunkingSettingsSchema, documentStatuses, parserChoices, uploadLanes } from "./document.ts";
import { documentKinds, searchFiltersSchema } from "./search.ts";
import { verdicts } from "./turn.ts";

export const errorSchema = z
  .object({ error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }) })
  .meta({ id: "Error", description: "Every error has this shape. Codes never change; messages may." });

/** Collections are named by id or by name, as one likes. */
export const collectionRefs = z
  .array(z.string().min(1).max(200))
  .max(50)
  .optional()
  .meta({ description: "Collections to search, by id or name; all that the key may read when left out." });

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
    filters: searchFiltersSchema.optional().meta({
      description:
        "Documents to search. Without it, filters that the question clearly asks for (a named file, a type, a time) hold.",
    }),
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

export const supportSchema = z
  .object({
    share: z.number().nullable().meta({
      description: "Of the sentences that were checked, the share that is supported. Null: none was.",
    }),
    supported: z.int(),
    unsupported: z.int(),
  })
  .meta({ id: "Support", description: "Whether the cited chunks bear out the sentences that cite them." });

export const usageSchema = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});

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
          support: supportSchema,
        }),
        finish_reason: z.string(),
      }),
    ),
    usage: usageSchema,
  })
  .meta({
    id: "ChatCompletion",
    description:
      "When streaming, the citations and the support are on the last chunk's delta. Where the workspace has answers with too little support written again, the text is held back until it's checked and comes in one chunk.",
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
    kind: z.enum(documentKinds),
    byteSize: z.int(),
    version: z.int().meta({ description: "From 1, among the versions of the document." }),
    lane: z.enum(uploadLanes),
    author: z.string().nullable().meta({ description: "Who wrote it, as the file or its uploader says." }),
    date: z.iso.date().nullable().meta({ description: "The date that it bears." }),
    language: z.string().nullable().meta({ description: "ISO 639-3; null where it can't be told." }),
    languageIsGiven: z
      .boolean()
      .meta({ description: "Whether people said its language; else its text did." }),
    tags: z.array(z.string()),
    createdAt: z.iso.datetime(),
    supersededAt: z.iso.datetime().optional().meta({ description: "When a newer version took its place." }),
    sourceKey: z.string().optional().meta({ description: "Where it comes from: a path or URL." }),
    sourceId: z.uuid().optional().meta({ description: "The source that keeps it." }),
    queuePosition: z.int().optional().meta({ description: "Place in the queue, from 1, while queued." }),
    queue: z
      .object({
        position: z.int(),
        estimateSeconds: z.number().nullable(),
        state: z.enum(["waiting", "paused", "budget", "no_worker"]),
      })
      .optional(),
    versions: z
      .array(
        z.object({
          id: z.uuid(),
          version: z.int(),
          status: z.enum(documentStatuses),
          byteSize: z.int(),
          createdAt: z.iso.datetime(),
          supersededAt: z.iso.datetime().nullable(),
        }),
      )
      .optional()
      .meta({ description: "Newest first; of a single document only." }),
    duplicate: z
      .literal(true)
      .optional()
      .meta({ description: "These bytes were in the collection already." }),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    receipt: z.looseObject({}).optional(),
  })
  .meta({ id: "Document" });

/** What a retry may bring along: nothing, or the file's password. */
export const documentRetrySchema = z.object({ password: z.string().min(1).max(1000).optional() }).optional();

export const documentCountsSchema = z
  .object({
    total: z.int(),
    byStatus: z.partialRecord(z.enum(documentStatuses), z.int()),
    byKind: z.partialRecord(z.enum(documentKinds), z.int()),
  })
  .meta({ id: "DocumentCounts" });

export const batchResultsSchema = z
  .object({
    results: z.array(
      z.object({
        fileName: z.string(),
        status: z.int().meta({ description: "What the file alone would have got: 202, 200, 415, …" }),
        document: documentSchema.optional(),
        error: z.object({ code: z.string(), message: z.string() }).optional(),
      }),
    ),
  })
  .meta({ id: "BatchResults", description: "One result per file, in the order of the files." });

const deletionCountsSchema = z.object({
  documents: z.int(),
  chunks: z.int(),
  archivedChunks: z.int(),
  vectors: z.int(),
  bm25Entries: z.int(),
  words: z.int().meta({ description: "Words that stood in no other document of the collection." }),
  stagedVectors: z.int(),
  cachedAnswers: z.int(),
  quotes: z.int(),
  jobs: z.int(),
  blobs: z.int(),
});

export const deletionReceiptSchema = z
  .object({
    documentId: z.uuid(),
    deletedAt: z.iso.datetime(),
    versions: z.int(),
    removed: deletionCountsSchema,
    remaining: deletionCountsSchema.meta({
      description: "What every store still holds, asked after the deletion: all zero.",
    }),
  })
  .meta({ id: "DeletionReceipt" });

export const reembeddingSchema = z
  .object({
    embeddingModel: z.string().meta({ description: "What searches go by now." }),
    embeddingDimensions: z.int().meta({ description: "How many numbers its vectors have." }),
    chunkCount: z.int(),
    tokenCount: z.int(),
    reembedding: z
      .object({
        id: z.uuid(),
        embeddingModel: z.string().meta({ description: "What the collection goes over to." }),
        status: z.enum(["running", "done", "failed", "cancelled"]),
        waitsFor: z.enum(["budget"]).nullable().meta({
          description: "What keeps it from going on: `budget` until there is room again. Null: nothing.",
        }),
        doneChunks: z.int(),
        totalChunks: z.int(),
        costMicroUsd: z.int(),
        createdAt: z.iso.datetime(),
        finishedAt: z.iso.datetime().nullable(),
        error: z.object({ code: z.string(), message: z.string() }).optional(),
      })
      .nullable(),
  })
  .meta({ id: "Reembedding" });

export const collectionSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    readers: z.enum(["everyone", "named"]),
    readerIds: z.array(z.uuid()),
    embeddingModel: z.string(),
    language: z.string().nullable().meta({
      description: "ISO 639-3: what its documents are written in where that can't be told. Null: English.",
    }),
    chunking: chunkingSettingsSchema
      .nullable()
      .meta({ description: "Null: the default, 512 tokens and 10 %." }),
    parser: z.enum(parserChoices),
    isPaused: z.boolean().meta({ description: "While true its queued documents wait." }),
    version: z.int().meta({ description: "Counts changes to what can be found in it." }),
    documentCount: z.int(),
    readyCount: z.int(),
    failedCount: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Collection" });

export const previewSchema = z
  .object({
    id: z.uuid(),
    status: z.enum(["waiting", "done", "failed"]),
    fileName: z.string(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    result: z
      .object({
        parser: z.string(),
        title: z.string(),
        language: z.string().nullable(),
        pages: z.int().nullable(),
        characters: z.int(),
        tables: z.int(),
        warnings: z.array(z.string()),
        chunkCount: z.int(),
        tokens: z.object({ total: z.int(), min: z.int(), median: z.int(), max: z.int() }),
        sizes: z.array(z.int()).meta({ description: "Tokens of each chunk, in order." }),
        chunks: z
          .array(
            z.object({
              ordinal: z.int(),
              text: z.string(),
              headingPath: z.array(z.string()),
              page: z.int().nullable(),
              tokenCount: z.int(),
              overlapChars: z.int(),
            }),
          )
          .meta({ description: "The first 300." }),
      })
      .optional(),
  })
  .meta({ id: "Preview" });
