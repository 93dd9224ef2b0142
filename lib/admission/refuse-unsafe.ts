import { AppError } from "../errors.ts";
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

/** The guard: an Answer that refuses, or null to go on. A crash in here refuses too, since the caller doesn't catch it. */
export function refuseUnsafe(turn: Turn): Answer | null {
  if (!hiddenCharacters.test(turn.question)) return null;
  return {
    status: "refused",
    text: "The question holds invisible control characters, so it was not sent to a model. Type it again without them.",
    citations: [],
    verdicts: [],
    notices: [{ kind: "refused", text: "Refused by the input guard: invisible control characters." }],
    modelId: "none",
    promptVersion: "none",
    standaloneQuestion: turn.question,
    trace: null,
    evidenceDocumentIds: [],
  };
}
