/**
 * In: a question and the tenant's policy. Out: a refusal that says why and can be appealed, or the question and its history as
 * models and searches may see them. What was found is noted for the admins, without the text. A crash in here refuses too,
 * since the caller doesn't catch it.
 */
import { findOverturned, type NewGuardVerdict, recordGuardVerdicts } from "../../db/guard-verdicts.ts";
import { AppError } from "../errors.ts";
import { findIdentifyingData, personalDataNames } from "../guards/find-personal-data.ts";
import { hasHiddenCharacters } from "../guards/has-hidden-characters.ts";
import { attackFrom, scoreQuestion, suspiciousFrom } from "../guards/injection/score-text.ts";
import { maskSpans } from "../guards/mask-spans.ts";
import { log } from "../log.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { Background } from "../prompts/background.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import { type Answer, type HistoryMessage, questionCharsMax, type Turn } from "../turn.ts";

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
  /** The conversation's earlier messages in the same way: masked, and without what would be refused today. */
  history: HistoryMessage[];
  /** The lines that stand for turns before those, and what the reader wants remembered, in the same way. */
  background: Background;
  hasPersonalData: boolean;
}

type QuestionVerdict = NewGuardVerdict & {
  /** What the person is told of a refusal, after what was found and before how to appeal. */
  advice?: string;
};

/** Looks at a question before anything else does. */
export async function guardQuestion(
  turn: Turn,
  policy: TenantPolicy,
  tools: { models: Models; meter: Meter },
): Promise<GuardedQuestion> {
  const { guards } = policy;
  const mask = guards.onPersonalData === "mask" ? maskPersonalData : (text: string) => text;
  const question = mask(turn.question);
  const personal = findIdentifyingData(turn.question);
  const found = [
    findHiddenCharacters(turn.question),
    findInjection(turn.question, guards),
    findPersonal(personal, guards),
    await moderate(turn, question, policy, tools),
  ].filter((verdict) => verdict !== null);

  const verdicts = await withoutOverturned(turn, found);
  await note(turn, verdicts);
  const refused = verdicts.find(({ action }) => action === "refused");
  return {
    refusal: refused ? refuse(question, refused) : null,
    question,
    history: guardHistory(turn.history, mask, guards),
    background: guardBackground(turn, mask, policy),
    hasPersonalData: personal.length > 0 || (policy.models.keepsPersonalDataLocal && hasPersonalPast(turn)),
  };
}

function findHiddenCharacters(question: string): QuestionVerdict | null {
  if (!hasHiddenCharacters(question)) return null;
  return {
    guard: "question",
    finding: "hidden-characters",
    action: "refused",
    reason: "It holds invisible control characters.",
    advice: "Type it again without them.",
  };
}

function findInjection(question: string, { onInjection }: TenantPolicy["guards"]): QuestionVerdict | null {
  if (onInjection === "ignore") return null;
  const { score, reasons } = scoreQuestion(question);
  if (score < suspiciousFrom) return null;
  const isAttack = score >= attackFrom;
  return {
    guard: "question",
    finding: "injection",
    action: isAttack && onInjection === "refuse" ? "refused" : "flagged",
    score,
    reason:
      reasons.length > 0
        ? `It reads like an attack on the model: it ${reasons.join(", and ")}.`
        : "Its words are those of attacks on models.",
    advice: "Ask for what you want to know in plain words.",
  };
}

const maskPersonalData = (text: string) =>
  maskSpans(
    text,
    findIdentifyingData(text),
    (type) => personalDataNames[type as keyof typeof personalDataNames],
  );

const actions = { flag: "flagged", mask: "masked", refuse: "refused" } as const;

function findPersonal(
  found: ReturnType<typeof findIdentifyingData>,
  { onPersonalData }: TenantPolicy["guards"],
): QuestionVerdict | null {
  if (found.length === 0 || onPersonalData === "ignore") return null;
  const details: Record<string, number> = {};
  for (const { type } of found) details[type] = (details[type] ?? 0) + 1;
  const names = [...new Set(found.map(({ type }) => personalDataNames[type]))];
  return {
    guard: "question",
    finding: "personal-data",
    action: actions[onPersonalData],
    reason: `It holds personal data: ${names.join(", ")}.`,
    details,
    advice: "Ask again without it.",
  };
}

/**
 * Closed on failure: a tenant that wants questions moderated doesn't want any to go past it. A turn that is over by then isn't refused,
 * since nothing is asked of anybody any more (lib/answer-question.ts).
 */
async function moderate(
  turn: Turn,
  question: string,
  policy: TenantPolicy,
  { models, meter }: { models: Models; meter: Meter },
): Promise<QuestionVerdict | null> {
  const model = policy.guards.usesModeration ? models.moderationModel(policy) : null;
  if (!model) return null;
  const verdict = { guard: "question", finding: "moderation", action: "refused" } as const;
  const startedAt = performance.now();
  const call = { feature: "moderation", model, inputTokens: 0, outputTokens: 0 } as const;
  try {
    const moderated = await models.moderate({ text: question, modelId: model.id, signal: turn.signal });
    const { isFlagged, categories, score, costMicroUsd } = moderated;
    meter.record({ ...call, costMicroUsd, totalMs: performance.now() - startedAt, outcome: "ok" });
    const reason = `The moderation of ${model.name} found: ${categories.join(", ") || "something that it doesn't name"}.`;
    return isFlagged ? { ...verdict, score, reason } : null;
  } catch (error) {
    const isOver = turn.signal.aborted;
    const outcome = isOver ? "aborted" : "error";
    meter.record({ ...call, totalMs: performance.now() - startedAt, outcome, error });
    if (isOver) return null;
    log.warn({ err: error, requestId: turn.requestId }, "a question could not be moderated");
    return { ...verdict, reason: "The moderation can't be reached.", advice: "Try again in a moment." };
  }
}

/** What an admin has already said to be harmless in this very question isn't held against its person again. */
async function withoutOverturned(turn: Turn, verdicts: QuestionVerdict[]): Promise<QuestionVerdict[]> {
  const kept: QuestionVerdict[] = [];
  for (const verdict of verdicts) {
    const { finding } = verdict;
    const canBeOverturned = verdict.action === "refused" && finding !== "hidden-characters";
    if (canBeOverturned && (await findOverturned(turn.principal, { finding, question: turn.question })))
      continue;
    kept.push(verdict);
  }
  return kept;
}

/** A verdict holds though it couldn't be noted. */
async function note({ principal, requestId, answerId }: Turn, verdicts: QuestionVerdict[]): Promise<void> {
  const rows = verdicts.map(({ advice: _, ...verdict }) => verdict);
  await recordGuardVerdicts(principal, { requestId, messageId: answerId }, rows).catch((error) =>
    log.error({ err: error, requestId }, "a guard's verdict could not be noted"),
  );
}

/** An attack that was refused mustn't reach the model with the next question. */
function guardHistory(
  history: HistoryMessage[],
  mask: (text: string) => string,
  { onInjection }: TenantPolicy["guards"],
): HistoryMessage[] {
  const isRefused = history.map(
    ({ role, text }) =>
      role === "user" &&
      (hasHiddenCharacters(text) || (onInjection === "refuse" && scoreQuestion(text).score >= attackFrom)),
  );
  return history
    .filter(({ role }, i) => !isRefused[i] && !(role === "assistant" && isRefused[i - 1]))
    .map((message) => ({ ...message, text: mask(message.text) }));
}

/** Where personal data is refused, what the reader wrote of themself before that was decided is left out. */
function guardBackground(
  { summary = [], memories = [] }: Turn,
  mask: (text: string) => string,
  { guards, memory }: TenantPolicy,
): Background {
  const mayPass = (text: string) =>
    guards.onPersonalData !== "refuse" || findIdentifyingData(text).length === 0;
  const lines = summary.map(({ text }) => text).filter((text) => text !== "");
  return {
    summary: lines.map(mask),
    memories: memory.isOffered ? memories.filter(mayPass).map(mask) : [],
  };
}

/** A model that mayn't see the question mayn't see it in what was said before either. */
function hasPersonalPast({ history, summary = [], memories = [] }: Turn): boolean {
  const texts = [...[...history, ...summary].map(({ text }) => text), ...memories];
  return texts.some((text) => findIdentifyingData(text).length > 0);
}

function refuse(question: string, { reason, advice, finding }: QuestionVerdict): Answer {
  const appeal =
    finding === "hidden-characters" ? "" : " If that's wrong, you can appeal to your workspace's admins.";
  return {
    status: "refused",
    text: `This question wasn't sent to a model. ${reason}${advice ? ` ${advice}` : ""}${appeal}`,
    citations: [],
    verdicts: [],
    notices: [{ kind: "refused", text: "Refused by the input guard." }],
    modelId: "none",
    promptVersion: "none",
    standaloneQuestion: question,
    route: null,
    supportShare: null,
    trace: null,
    evidenceDocumentIds: [],
  };
}
