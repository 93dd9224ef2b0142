/** A tenant's own questions with what a good answer is, as the API takes them and as files carry them: zod schemas. */
import { z } from "zod";

/** So many are measured within a minute or two. */
export const setQuestionsMax = 500;
const documentsMax = 50;

export const setNameSchema = z.string().trim().min(1).max(100);

/** Postgres keeps no NUL. */
const plain = z.string().transform((text) => text.replaceAll("\0", "").trim());
const question = plain.pipe(z.string().min(1).max(2000));
const answer = plain
  .pipe(z.string().max(10_000))
  .transform((text) => text || null)
  .nullable();

/** One question, as an admin writes it or takes it over from a rated answer. */
export const setQuestionSchema = z.object({
  question,
  answer: answer.default(null),
  isAnswerable: z.boolean().default(true),
  /** Documents in which the answer stands. */
  documentIds: z.array(z.uuid()).max(documentsMax).default([]),
  origin: z.enum(["written", "rated"]).default("written"),
});

export const setQuestionChangesSchema = setQuestionSchema
  .omit({ origin: true })
  .extend({ answer, isAnswerable: z.boolean(), documentIds: z.array(z.uuid()).max(documentsMax) })
  .partial();

/** A set as a file: what is exported, and what an import and `npm run eval -- set` read. Other keys are passed over. */
export const evaluationSetFileSchema = z.object({
  name: setNameSchema,
  questions: z
    .array(
      z.object({
        question,
        answer: answer.default(null),
        isAnswerable: z.boolean().default(true),
        /** File names or ids. */
        documents: z.array(z.string().trim().min(1).max(300)).max(documentsMax).default([]),
      }),
    )
    .min(1, "the set has no questions")
    .max(setQuestionsMax, `a set has ${setQuestionsMax} questions at most`),
});
export type EvaluationSetFile = z.infer<typeof evaluationSetFileSchema>;

/** How well a set's documents are found: means over the questions that could be measured. */
export const setMetrics = ["hitAt1", "hitAt5", "recallAt5", "recallAt10", "mrrAt10", "ndcgAt10"] as const;
export type SetMetrics = Record<(typeof setMetrics)[number], number>;

/** What one run came to. It holds ids and figures, no text. */
export interface SetReport {
  metrics: SetMetrics;
  questions: {
    questionId: string;
    /** Of the first of its documents, from 1; null where none was found. */
    rank: number | null;
    ndcgAt10: number;
  }[];
  /** Questions that no document answers, or whose documents can't be found any more. */
  unmeasured: number;
  tookMs: number;
}
