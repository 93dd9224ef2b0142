import type { Feedback, SentenceVerdict } from "@/lib/turn";

/** Means over a set's measured questions, 0 to 1; higher is better. */
export type Metrics = Record<
  "hitAt1" | "hitAt5" | "recallAt5" | "recallAt10" | "mrrAt10" | "ndcgAt10",
  number
>;

/** A set as /api/evaluation-sets tells it. */
export interface SetView {
  id: string;
  name: string;
  createdAt: string;
  questionCount: number;
  lastRun: { createdAt: string; questions: number; metrics: Metrics } | null;
}

export interface NamedDocument {
  id: string;
  title: string;
}

export interface QuestionView {
  id: string;
  question: string;
  answer: string | null;
  isAnswerable: boolean;
  documents: NamedDocument[];
  origin: "written" | "rated" | "imported";
}

export interface RunView {
  id: string;
  /** How many were measured. */
  questions: number;
  createdAt: string;
  report: {
    metrics: Metrics;
    questions: { questionId: string; rank: number | null; ndcgAt10: number }[];
    unmeasured: number;
    tookMs: number;
  };
}

/** An answer that somebody rated, as /api/rated-answers tells it. */
export interface RatedAnswerView {
  messageId: string;
  rating: Feedback["rating"];
  reason: Feedback["reason"] | null;
  comment: string | null;
  ratedAt: string;
  question: string;
  /** It needed the conversation before it to be understood. */
  isFollowUp: boolean;
  answer: string;
  verdicts: SentenceVerdict[];
  citations: { position: number; documentId: string; title: string }[];
  /** Sets that ask the same. */
  setIds: string[];
}

/** The documents that an answer cites, each once, in the order of its marks. */
export function citedDocuments({ citations }: Pick<RatedAnswerView, "citations">): NamedDocument[] {
  return [
    ...new Map(citations.map(({ documentId, title }) => [documentId, { id: documentId, title }])).values(),
  ];
}
