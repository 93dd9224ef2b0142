/** What /api/v1/search takes and gives, as zod schemas. */
import { z } from "zod";
import { collectionRefs } from "./api-schemas.ts";
import { candidateOutcomes, type RetrievalTrace, searchFiltersSchema, searchModes } from "./search.ts";

export const searchRequestSchema = z
  .object({
    query: z.string().max(1_000_000),
    collections: collectionRefs,
    filters: searchFiltersSchema.optional().meta({
      description:
        "Documents to search. Without it, filters that the query clearly asks for (a named file, a type, a time) hold.",
    }),
    topK: z.int().min(1).max(100).default(10),
    mode: z.enum(searchModes).default("hybrid"),
    rerank: z.boolean().default(true),
    explain: z
      .boolean()
      .default(false)
      .meta({ description: "Gives the trace, and where the query's words stand in each result." }),
    whyNot: z.uuid().optional().meta({
      description: "With explain: a document, of which the response says why it was found or wasn't.",
    }),
  })
  .meta({ id: "SearchRequest" });

const span = z
  .tuple([z.int(), z.int()])
  .meta({ description: "Start and end in the text, in UTF-16 code units." });

const rank = z.object({ rank: z.int().meta({ description: "From 1." }), score: z.number() }).nullable();

const candidateSchema = z
  .object({
    chunkId: z.uuid(),
    documentId: z.uuid(),
    bm25: rank,
    vector: rank,
    fused: rank,
    reranked: rank,
    features: z.record(z.string(), z.number()).nullable(),
    outcome: z.enum(candidateOutcomes),
    duplicateOf: z
      .uuid()
      .optional()
      .meta({ description: "Of a duplicate: the chunk in the evidence that says the same." }),
    n: z.int().nullable().meta({ description: "The number under which a model would see it." }),
  })
  .meta({
    id: "SearchCandidate",
    description:
      "A chunk that a search found and what became of it on its way into an answer's evidence. Null: that stage hadn't it.",
  });

const traceSchema: z.ZodType<RetrievalTrace> = z
  .object({
    standaloneQuestion: z.string(),
    queries: z.array(
      z.object({
        text: z.string(),
        terms: z.array(z.string()),
        phrases: z.array(z.array(z.string())),
        weight: z.number(),
      }),
    ),
    corrections: z.array(z.object({ from: z.string(), to: z.string() })).meta({
      description:
        "Words that no chunk holds, and what was searched for in their place. A word that stands in no result is cut after its stem: “bicycl…”.",
    }),
    filters: z.array(
      z.object({
        field: z.enum(["document", "kind", "language", "author", "tag", "date"]),
        label: z.string(),
        filters: searchFiltersSchema,
        origin: z.enum(["request", "question"]),
      }),
    ),
    mode: z.enum(searchModes),
    reranker: z.string().nullable(),
    collectionIds: z.array(z.uuid()),
    candidates: z.array(candidateSchema),
    timingsMs: z.record(z.string(), z.number()),
  })
  .meta({ id: "RetrievalTrace", description: "What was searched for, and how each candidate fared." });

const chunkRank = z.object({ chunkId: z.uuid(), rank: z.int(), score: z.number() }).nullable().meta({
  description: "Its best chunk in this search; null where the search wasn't made or has none of it.",
});

export const explanationSchema = z
  .object({
    documentId: z.uuid(),
    title: z.string(),
    reason: z.string().meta({
      description:
        "not_ready, superseded, not_in_collections, filtered_out, in_evidence, not_packed, no_words, beyond_candidates, found_now or unknown.",
    }),
    text: z.string().meta({ description: "The reason in plain words." }),
    words: z.array(
      z.object({
        word: z.string(),
        chunks: z.int().meta({ description: "Chunks of it that hold the word." }),
      }),
    ),
    chunkCount: z.int(),
    bm25: chunkRank,
    vector: chunkRank,
    candidatesMax: z.int().meta({ description: "How many chunks each search hands on." }),
    candidate: candidateSchema.nullable(),
  })
  .meta({ id: "DocumentExplanation", description: "Why a document was found or wasn't." });

const readableChunk = {
  chunkId: z.uuid(),
  documentId: z.uuid(),
  title: z.string(),
  page: z.int().nullable(),
  headingPath: z.array(z.string()),
  text: z.string(),
  marks: z
    .array(span)
    .optional()
    .meta({ description: "With explain: where the query's words stand in the text." }),
};

export const searchResponseSchema = z
  .object({
    results: z.array(
      z.object({
        ...readableChunk,
        scores: z
          .object({
            bm25: z.number().nullable(),
            vector: z.number().nullable(),
            fused: z.number().nullable(),
            relevance: z.number().nullable(),
          })
          .meta({
            description:
              "Higher is better; null where a search didn't find the chunk or a step was left out.",
          }),
      }),
    ),
    neighbours: z.array(z.object(readableChunk)).optional().meta({
      description: "With explain: chunks that an answer would read along, which no search had found.",
    }),
    timingsMs: z.record(z.string(), z.number()),
    notices: z.array(z.object({ kind: z.string(), text: z.string() })),
    trace: traceSchema.optional().meta({ description: "With explain." }),
    whyNot: explanationSchema.optional(),
  })
  .meta({ id: "SearchResponse" });
