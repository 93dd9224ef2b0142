/**
 * The vocabulary of Lectern: what a turn is, what an answer is, and what travels over the stream. Client-safe.
 *
 * conversation › turn › message   A conversation holds turns; a turn is one question and its answer, each a message.
 * collection › document › chunk   A collection is a corpus with its readers; a parser turns a document into elements,
 *                                 the chunker turns elements into chunks, and chunks are what is stored and searched.
 * ranked chunk                    A chunk with the scores that retrieval gave it. Every score: higher is better.
 * evidence                        The ranked chunks that fit the token budget, numbered from 1 as the model sees them.
 * citation                        One mark `[n]` in an answer, resolved to a chunk and the quoted span in it.
 * verdict                         Whether the evidence cited by a sentence supports it, as checked on the server.
 * standalone question             The question, rewritten so that it can be understood without the conversation.
 * hold                            Budget reserved before money is spent, settled to the true cost after.
 */
import type { UIMessage } from "ai";
import { z } from "zod";
import type { SummaryLine } from "./memory-schemas.ts";
import {
  type AppliedFilter,
  type RetrievalTrace,
  type SearchFilters,
  searchFiltersSchema,
} from "./search.ts";

export const questionCharsMax = 20_000;

export const roles = ["owner", "admin", "member"] as const;
export type Role = (typeof roles)[number];

export const apiKeyScopes = ["chat", "search", "documents:read", "documents:write"] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** Who is asking, as admission found out. The first argument of every tenant query. */
export interface Principal {
  tenantId: string;
  /** The person; for an API key the member who made it. The system principal of the worker has none. */
  userId: string | null;
  role: Role | "system";
  via: "session" | "api-key" | "system";
  apiKeyId: string | null;
  /** What the credential may do. A session may do all that its role may. */
  scopes: readonly ApiKeyScope[];
}

/** What the browser posts to /api/chat for one turn. Ids are made by the client, so a retried post is the same turn. */
export const chatRequestSchema = z.object({
  conversationId: z.uuid(),
  questionId: z.uuid(),
  question: z.string().max(1_000_000),
  collectionIds: z.array(z.uuid()).max(50).optional(),
  model: z.string().max(200).default("auto"),
  /** Answers the question `questionId` again; the earlier answer is set aside. */
  regenerate: z.boolean().default(false),
  filters: searchFiltersSchema.optional(),
  /** False: filters are those given, and none is understood from the question. */
  inferFilters: z.boolean().default(true),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;
/** The same as it is posted, without the defaults. */
export type ChatRequestInput = z.input<typeof chatRequestSchema>;

export interface HistoryMessage {
  role: "user" | "assistant";
  text: string;
  /** As it's saved; absent where a client sent the conversation along. */
  id?: string;
  /** The conversation's summary has gone past it, but has no line for it: it's neither shown nor summed up yet. */
  isBehind?: boolean;
}

/** One turn, admitted and ready to be answered. */
export interface Turn {
  requestId: string;
  principal: Principal;
  conversationId: string;
  questionId: string;
  answerId: string;
  question: string;
  /** Earlier messages, oldest first, without the question and without those that the summary stands for. */
  history: HistoryMessage[];
  /** What stands for the messages before those; none for a program's conversation. */
  summary?: SummaryLine[];
  /** What the reader wants remembered and has confirmed; none where it's a program that asks. */
  memories?: string[];
  /** Collections to search; null means all that the principal may read. */
  collectionIds: string[] | null;
  /** "auto" or a catalog id. */
  model: string;
  source: "app" | "api" | "batch";
  /** Asked for again on purpose: the cache is passed by. */
  isRegenerated: boolean;
  /** What narrows the search, as asked for. */
  filters: SearchFilters;
  /** Whether further filters may be understood from the question. */
  infersFilters: boolean;
  /** Aborted when somebody stops the run. A closed tab does not abort it. */
  signal: AbortSignal;
  /** For a batch's question, which is asked until an answer to it stands. */
  batch?: BatchedTurn;
}

export interface BatchedTurn {
  id: string;
  /** What the tries before this one took. */
  before: CallSums;
  /** Whether it isn't asked again: it then leaves its record, of all tries. */
  isOver(answer: Answer): boolean;
}

/** What model calls took together. */
export interface CallSums {
  calls: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
}

export const verdicts = ["supported", "unsupported", "unchecked"] as const;
export type Verdict = (typeof verdicts)[number];

/** One mark in an answer. The i-th citation is the i-th mark; `[index]` stands in the text at `position`. */
export interface Citation {
  /** The number shown: chunks are numbered from 1 in the order in which the answer first cites them. */
  index: number;
  /** Offset of the mark's `[` in the answer's text, in UTF-16 code units. */
  position: number;
  chunkId: string;
  documentId: string;
  title: string;
  /** 1-based, null where the format has no pages. */
  page: number | null;
  headingPath: string[];
  /** The span of the chunk that carries the sentence: `chunk.text.slice(start, end)`. */
  quote: string;
  start: number;
  end: number;
  verdict: Verdict;
}

/** The verdict on one cited sentence: `text.slice(start, end)` of the answer. */
export interface SentenceVerdict {
  start: number;
  end: number;
  verdict: Verdict;
  /** One plain sentence for the reader, e.g. "The number 42 is not in the cited source." */
  reason: string;
}

export const noticeKinds = [
  "cached",
  "failed_over",
  "degraded",
  "refused",
  "abstained",
  "rewritten",
  "stopped",
  "interrupted",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Something the reader should know about how the answer came to be. */
export interface Notice {
  kind: NoticeKind;
  text: string;
  /** Where in the answer's text it happened, in UTF-16 code units: the seam between two models. */
  position?: number;
}

/** Why an answer was given to a model, in figures and plain sentences. */
export interface RouteTrace {
  /** The model that was meant to write it, and those that stood by, in order. */
  modelId: string;
  fallbackIds: string[];
  /** 0 to 1, and what it is made of; null where nobody had a choice. */
  difficulty: number | null;
  features: Record<string, number>;
  /** What decided, the first reason first. */
  reasons: string[];
  /** The model's id where a split chose it. */
  arm: string | null;
  /** How sure the model was of its answer, 0 to 1; absent where it wasn't asked or doesn't say (lib/models/token-confidence.ts). */
  confidence?: number;
}

export interface AnswerUsage {
  modelId: string;
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
}

/**
 * writing → complete | abstained | refused | stopped | failed; and writing → interrupted when its process ends or died.
 * All but `writing` are final.
 */
export const answerStatuses = [
  "writing",
  "complete",
  "abstained",
  "refused",
  "stopped",
  "failed",
  "interrupted",
] as const;
export type AnswerStatus = (typeof answerStatuses)[number];

/** What one turn came to. Three ways lead to it (refused, cached, written), one way out saves and bills it. */
export interface Answer {
  status: Exclude<AnswerStatus, "writing">;
  text: string;
  citations: Citation[];
  verdicts: SentenceVerdict[];
  notices: Notice[];
  modelId: string;
  promptVersion: string;
  standaloneQuestion: string;
  /** Why this model wrote it; null where none was routed to. */
  route: RouteTrace | null;
  /** The share of its checked sentences that are supported, 0 to 1; null where none was checked. */
  supportShare: number | null;
  /** How its evidence was found; null where nothing was searched for. */
  trace: RetrievalTrace | null;
  /** Ids of all documents that were in the evidence, so that deleting one also drops cached answers. */
  evidenceDocumentIds: string[];
}

export type Stage = "queued" | "searching" | "reading" | "writing" | "checking";

/** The typed data parts of the UI message stream. A part sent again with the same id replaces the earlier one. */
export type LecternDataParts = {
  /**
   * Transient: what the server is doing now. `found` is the number of chunks retrieval came back with, `position` the place in
   * the queue for a model, from 1. `mayBeWithdrawn`: another answer may take the place of the text that follows, as the tenant decided.
   */
  status: { stage: Stage; found?: number; position?: number; mayBeWithdrawn?: true };
  /** id: `citation-<i>`, after a restart `citation-<i>-<n>`. Sent when the mark is written (`unchecked`) and again when its sentence is checked. */
  citation: Citation;
  /** id: `verdict-<start>`, after a restart `verdict-<start>-<n>`. */
  verdict: SentenceVerdict;
  notice: Notice;
  /** id: `filters`. What the search was narrowed to; sent when there is anything. */
  filters: AppliedFilter[];
  usage: AnswerUsage;
  /** What was written before this part is withdrawn, and the answer is written anew; the notice says why. */
  restart: Notice;
};

export type LecternMetadata = {
  status?: AnswerStatus;
  createdAt?: string;
  feedback?: Feedback | null;
};

export type LecternMessage = UIMessage<LecternMetadata, LecternDataParts>;

export const feedbackReasons = ["incorrect", "not_helpful", "wrong_source", "offensive", "other"] as const;

export const feedbackSchema = z.object({
  rating: z.enum(["up", "down"]),
  reason: z.enum(feedbackReasons).optional(),
  comment: z.string().max(2000).optional(),
});
export type Feedback = z.infer<typeof feedbackSchema>;

/** Where the answer goes while it is being written. A run buffers it, saves it and fans it out to any readers. */
export interface AnswerStream {
  status(status: LecternDataParts["status"]): void;
  text(delta: string): void;
  citation(citation: Citation, ordinal: number): void;
  verdict(verdict: SentenceVerdict): void;
  notice(notice: Notice): void;
  filters(filters: AppliedFilter[]): void;
  usage(usage: AnswerUsage): void;
  /** Withdraws what was written: text, citations and verdicts begin again. */
  restart(notice: Notice): void;
}

/** A chunk as retrieval ranks it. Scores that a search did not give are null. */
export interface RankedChunk {
  chunkId: string;
  documentId: string;
  collectionId: string;
  title: string;
  /** Where it begins, 1-based; null where the format has no pages. */
  page: number | null;
  /** Where in its text the pages after that one begin, in UTF-16 code units. */
  pageOffsets: number[];
  headingPath: string[];
  ordinal: number;
  text: string;
  tokenCount: number;
  /** How much it reads like instructions to a model, 0 to 1, as scored at ingestion; nothing where it wasn't. */
  injectionScore?: number | null;
  scores: ChunkScores;
}

export interface ChunkScores {
  bm25: number | null;
  vector: number | null;
  fused: number | null;
  relevance: number | null;
}

/** A ranked chunk that fits the prompt's token budget, under the number by which the model cites it. */
export interface Evidence {
  n: number;
  chunk: RankedChunk;
}
