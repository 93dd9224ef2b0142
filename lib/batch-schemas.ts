/** Batches of questions, as they travel. Client-safe. */
import { z } from "zod";
import { citationSchema, supportSchema, usageSchema } from "./api-schemas.ts";
import { searchFiltersSchema } from "./search.ts";
import { answerStatuses, noticeKinds, questionCharsMax } from "./turn.ts";

/** queued → running → done | cancelled | failed; and running → queued when its process died or it has to wait. */
export const batchStatuses = ["queued", "running", "done", "cancelled", "failed"] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** queued → running → done | failed | cancelled; running → queued when its process died; and running → handed_over → queued. */
export const batchItemStatuses = ["queued", "running", "handed_over", "done", "failed", "cancelled"] as const;
export type BatchItemStatus = (typeof batchItemStatuses)[number];

/** `24h`: its person can wait that long for half the price, where a provider has that. */
export const completionWindows = ["24h"] as const;
export type CompletionWindow = (typeof completionWindows)[number];

/** One line of a batch, as it's sent. What isn't known is refused: a misspelt “collections” would search everywhere. */
export const batchLineSchema = z
  .strictObject({
    custom_id: z.string().min(1).max(200).meta({ description: "By which you tell its answer apart." }),
    question: z
      .string()
      .max(questionCharsMax)
      .refine((question) => question.trim() !== "", "The question is empty."),
    collections: z.array(z.string().min(1).max(200)).max(50).optional().meta({
      description: "Collections to search, by id or name; all that you may read when left out.",
    }),
    model: z.string().max(200).default("auto").meta({ description: '"auto" or an id from /api/v1/models.' }),
    filters: searchFiltersSchema.optional().meta({
      description: "Documents to search. Without it, filters that the question clearly asks for hold.",
    }),
  })
  .meta({ id: "BatchLine" });
export type BatchLine = z.infer<typeof batchLineSchema>;

/** A line as it's kept: its collections as ids, null for all. */
export type BatchRequest = Pick<BatchLine, "question" | "model" | "filters"> & {
  collectionIds: string[] | null;
};

/** What became of a question that was given to a provider's own batch. */
export interface Handover {
  modelId: string;
  provider: string;
  /** The provider's name for its batch. */
  providerBatchId: string;
  /** SHA-256 of the prompt: what came back counts only for the prompt that was sent. */
  promptHash: string;
  /** Budget held while the provider works. */
  holdId: string | null;
  /** ISO 8601: when it was handed over. */
  sentAt: string;
  /** What it wrote; absent while it works, and where it failed. */
  text?: string;
  /** That nobody can know what the provider made of it, so that the worst case stays booked. */
  isLost?: boolean;
}

/** One line of a batch that is refused. */
export interface BadLine {
  line: number;
  message: string;
}

export const batchSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    status: z.enum(batchStatuses),
    completionWindow: z.enum(completionWindows).nullable(),
    counts: z
      .object({
        total: z.int(),
        queued: z.int(),
        running: z.int(),
        handedOver: z.int(),
        done: z.int(),
        failed: z.int(),
        cancelled: z.int(),
      })
      .meta({ description: "Questions by state." }),
    spentMicroUsd: z
      .int()
      .meta({ description: "What its answers cost so far, in millionths of a US dollar." }),
    estimate: z
      .object({
        costMicroUsd: z.int().meta({ description: "Of the whole batch." }),
        secondsLeft: z.int(),
      })
      .nullable()
      .meta({ description: "By what the answers so far took. Null: nothing to go by, or nothing left." }),
    isCancelling: z.boolean(),
    waitsUntil: z.iso.datetime().nullable().meta({ description: "When it goes on, where it has to wait." }),
    fault: z.string().nullable().meta({ description: "Why it failed or waits." }),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().meta({ description: "Questions and answers are deleted then." }),
  })
  .meta({ id: "Batch" });
export type BatchView = z.infer<typeof batchSchema>;

export const batchResultSchema = z
  .object({
    custom_id: z.string(),
    line: z.int().meta({ description: "Of what was sent, from 1." }),
    question: z.string(),
    status: z.enum(["done", "failed", "cancelled"]),
    answer: z
      .object({
        status: z.enum(answerStatuses),
        content: z.string(),
        citations: z.array(citationSchema),
        support: supportSchema,
        notices: z.array(z.object({ kind: z.enum(noticeKinds), text: z.string() })),
        model: z.string(),
      })
      .nullable(),
    usage: usageSchema
      .extend({ cost_micro_usd: z.int().meta({ description: "In millionths of a US dollar." }) })
      .nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    request_id: z.string().nullable(),
  })
  .meta({ id: "BatchResult", description: "One line of the results." });
export type BatchResultView = z.infer<typeof batchResultSchema>;
