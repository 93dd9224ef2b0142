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

/** A run as /api/evaluation-sets/{id}/runs tells it. */
export interface RunView {
  id: string;
  state: "running" | "done" | "died";
  /** How many questions are measured, and how many of them have been. */
  questions: number;
  measured: number;
  createdAt: string;
  /** Null unless it's done. */
  report: RunReport | null;
}

interface RunReport {
  metrics: Metrics;
  questions: { questionId: string; rank: number | null; ndcgAt10: number }[];
  unmeasured: number;
  tookMs: number;
}

export type DoneRunView = RunView & { report: RunReport };

export const isDone = (run: RunView): run is DoneRunView => run.report !== null;

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
