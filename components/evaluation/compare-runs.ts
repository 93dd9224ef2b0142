import type { DoneRunView } from "./set-view";

export interface QuestionResult {
  /** Of the first of its documents, from 1; null where none was found. */
  rank: number | null;
  ndcgAt10: number;
  change: "better" | "worse" | "same" | "new";
  /** Given where it changed. */
  rankBefore?: number | null;
}

/** Less is what rounding makes. */
const changeMin = 0.0005;

/** What the run came to by question, each against the run before. Questions that couldn't be measured aren't in it. */
export function compareRuns(run: DoneRunView, before: DoneRunView | undefined): Map<string, QuestionResult> {
  const earlier = new Map(before?.report.questions.map((question) => [question.questionId, question]));
  return new Map(
    run.report.questions.map(({ questionId, ...now }) => [questionId, compare(now, earlier.get(questionId))]),
  );
}

type Measured = Pick<QuestionResult, "rank" | "ndcgAt10">;

function compare(now: Measured, was: Measured | undefined): QuestionResult {
  if (!was) return { ...now, change: "new" };
  const gained = now.ndcgAt10 - was.ndcgAt10 || (was.rank ?? Infinity) - (now.rank ?? Infinity) || 0;
  if (Math.abs(gained) <= changeMin) return { ...now, change: "same" };
  return { ...now, change: gained > 0 ? "better" : "worse", rankBefore: was.rank };
}
