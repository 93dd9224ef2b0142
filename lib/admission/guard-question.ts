import { AppError } from "../errors.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import { type Answer, questionCharsMax, type Turn } from "../turn.ts";

/** Characters that no keyboard makes and that are used to hide text: controls, bidi overrides, Unicode tags. */
const hiddenCharacters = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u;

/** Throws for a question that isn't one: `empty_question`, `question_too_long`. */
export function requireQuestion(question: string): void {
  if (question.trim() === "") throw new AppError("empty_question");
  if (question.length > questionCharsMax) {
    const publicMessage = `The question is too long: at most ${questionCharsMax.toLocaleString("en")} characters.`;
    throw new AppError("question_too_long", { publicMessage });
  }
}

export interface GuardedQuestion {
  /** The Answer that refuses; null to go on. */
  refusal: Answer | null;
  /** The question as models and searches may see it. */
  question: string;
  hasPersonalData: boolean;
}

/** The guard. A crash in here refuses too, since the caller doesn't catch it. */
export async function guardQuestion(
  turn: Turn,
  _policy: TenantPolicy,
  _tools: { models: Models; meter: Meter },
): Promise<GuardedQuestion> {
  const refusal = hiddenCharacters.test(turn.question) ? refuse(turn) : null;
  return { refusal, question: turn.question, hasPersonalData: false };
}

function refuse(turn: Turn): Answer {
  return {
    status: "refused",
    text: "The question holds invisible control characters, so it was not sent to a model. Type it again without them.",
    citations: [],
    verdicts: [],
    notices: [{ kind: "refused", text: "Refused by the input guard: invisible control characters." }],
    modelId: "none",
    promptVersion: "none",
    standaloneQuestion: turn.question,
    route: null,
    supportShare: null,
    trace: null,
    evidenceDocumentIds: [],
  };
}
