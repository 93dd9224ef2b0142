/** Records as admins look for them and see them. Client-safe. */
import { z } from "zod";
import { isStorable } from "./is-storable.ts";
import type { Feedback } from "./turn.ts";
import { type RequestOutcome, requestOutcomes } from "./usage-schemas.ts";

/** What makes a record worth a look, as a filter. */
export const recordSigns = ["slow", "dear", "failed-over", "unsupported", "rated-down"] as const;
export type RecordSign = (typeof recordSigns)[number];

/** From when on a first word is late, and a whole answer: people turn to something else after some ten seconds. Milliseconds. */
export const slowFrom = { firstWordMs: 5_000, totalMs: 30_000 };
/** From when on a question is dear, in millionths of a US dollar: ten times what a long answer by a large model comes to. */
export const dearFromMicroUsd = 250_000;

export const recordSources = ["app", "api", "batch"] as const;
export const cacheFilters = ["exact", "similar", "any", "none"] as const;

/** Postgres knows no year 0. */
const day = z.iso.date().refine((text) => text >= "0001-01-01", "There is no such day.");
const name = (charsMax: number) => z.string().max(charsMax).refine(isStorable, "That is no name.");

/** What to look for. `from` and `to` are days in UTC, both counted. Addresses of the page have the same names. */
export const recordFiltersSchema = z.object({
  from: day.optional(),
  to: day.optional(),
  user: z.uuid().optional(),
  model: name(200).optional(),
  outcome: z.enum(requestOutcomes).optional(),
  cache: z.enum(cacheFilters).optional(),
  source: z.enum(recordSources).optional(),
  collection: z.uuid().optional(),
  /** A job for which a model was called, such as `rerank`. */
  feature: name(50).optional(),
  sign: z.enum(recordSigns).optional(),
  /** Of one answer: the record that it came with. */
  answer: z.uuid().optional(),
});
export type RecordFilters = z.infer<typeof recordFiltersSchema>;

/** A question as the list shows it: who asked, what became of it, what it took. */
export interface RecordRow {
  requestId: string;
  at: string | Date;
  userId: string | null;
  /** Null for people who have left. */
  person: string | null;
  source: (typeof recordSources)[number];
  outcome: RequestOutcome;
  /** The one collection that it searched, where that still is there and may be read; else how many. */
  collection: string | null;
  collectionCount: number;
  cache: "exact" | "similar" | null;
  modelId: string | null;
  costMicroUsd: number;
  inputTokens: number;
  outputTokens: number;
  retries: number;
  failovers: number;
  sentencesChecked: number;
  sentencesUnsupported: number;
  firstWordMs: number | null;
  totalMs: number;
  rating: Feedback["rating"] | null;
}

export interface RecordPage {
  records: RecordRow[];
  nextCursor: string | null;
}

/** One call of a model for a question. */
export interface RecordedCall {
  id: string;
  feature: string;
  provider: string;
  modelId: string;
  attempt: number;
  outcome: "ok" | "error" | "aborted";
  /** Why it failed. */
  failure: string | null;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  firstTokenMs: number | null;
  totalMs: number;
  promptVersion: string | null;
}

export interface RecordDetails extends RecordRow {
  conversationId: string | null;
  answerId: string | null;
  /** Of the collections and of the documents that the answer cites, those that are still there and may be read. */
  collections: string[];
  documents: { id: string; title: string }[];
  documentCount: number;
  promptVersion: string | null;
  arm: string | null;
  difficulty: number | null;
  cachedInputTokens: number;
  cacheSavedMicroUsd: number;
  routingSavedMicroUsd: number;
  stagesMs: Record<string, number>;
  traceId: string | null;
  calls: RecordedCall[];
  feedback: (Pick<Feedback, "rating" | "reason" | "comment"> & { at: string | Date }) | null;
  /** Question and answer, where the workspace keeps them and they haven't expired. */
  text: { question: string; answer: string; expiresAt: string | Date } | null;
  /** Whether the admin may see how its evidence was found: of one's own answers, and of rated ones. */
  hasTrace: boolean;
}
