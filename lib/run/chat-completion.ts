/** An answer in the shape of OpenAI's chat completions, whole or as chunks. Citations are Lectern's addition to it. */
import { v7 as uuidv7 } from "uuid";
import { requireQuestion } from "../admission/guard-question.ts";
import type { ChatCompletionRequest } from "../api-schemas.ts";
import { AppError, toAppError } from "../errors.ts";
import { limits } from "../limits.ts";
import { log } from "../log.ts";
import type { Answer, AnswerUsage, Citation, HistoryMessage, Principal, Turn, Verdict } from "../turn.ts";
import type { ReadableRun } from "./start-once.ts";
import { streamEvents } from "./stream-events.ts";

type Message = ChatCompletionRequest["messages"][number];

const textOf = ({ content }: Message): string =>
  typeof content === "string" ? content : (content ?? []).map((part) => part.text).join("");

/** The request as a turn of a conversation of its own. Throws `empty_question`, `question_too_long`, `invalid_request`. */
export function admitCompletion(
  principal: Principal,
  request: ChatCompletionRequest,
  collectionIds: string[] | null,
  requestId: string,
): Omit<Turn, "signal"> {
  const last = request.messages.at(-1);
  if (last?.role !== "user") {
    throw new AppError("invalid_request", {
      publicMessage: "messages: the last message must be the user's question.",
    });
  }
  const question = textOf(last);
  requireQuestion(question);
  const history = request.messages
    .slice(0, -1)
    .flatMap((message): HistoryMessage[] =>
      message.role === "user" || message.role === "assistant"
        ? [{ role: message.role, text: textOf(message) }]
        : [],
    )
    .slice(-limits.historyMessagesMax);
  const ids = { conversationId: uuidv7(), questionId: uuidv7(), answerId: uuidv7() };
  return {
    requestId,
    principal,
    ...ids,
    question,
    history,
    collectionIds,
    model: request.model,
    source: "api",
    isRegenerated: false,
    filters: request.filters ?? {},
    infersFilters: request.filters === undefined,
  };
}

const unfinished: ReadonlySet<Answer["status"]> = new Set(["stopped", "interrupted", "failed"]);
const finishReason = ({ status }: Pick<Answer, "status">) => (unfinished.has(status) ? "length" : "stop");

/** A citation as programs get it. */
export function toApiCitation({ position: _, headingPath: __, ...citation }: Citation) {
  return citation;
}

/** In OpenAI's words. */
export function toApiUsage(usage: AnswerUsage | null | undefined) {
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {};
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

/** How far the answer is supported, beside the citations: of what was checked, the share that its sources bear out. */
export function toApiSupport({ verdicts }: Pick<Answer, "verdicts">) {
  const count = (wanted: Verdict) => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const [supported, unsupported] = [count("supported"), count("unsupported")];
  const checked = supported + unsupported;
  return { share: checked === 0 ? null : supported / checked, supported, unsupported };
}

/** Waits for the run and gives the whole completion. Throws `provider_unavailable` where nothing at all could be written. */
export async function completion(run: ReadableRun): Promise<object> {
  let usage: AnswerUsage | undefined;
  for await (const part of run.read()) if (part.type === "data-usage") usage = part.data;
  const answer = await run.answer;
  const isBroken = answer.status === "failed" || answer.status === "interrupted";
  if (isBroken && answer.text === "") throw new AppError("provider_unavailable");
  return {
    id: `chatcmpl-${run.turn.answerId}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: answer.modelId,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: answer.text,
          refusal: null,
          citations: answer.citations.map(toApiCitation),
          support: toApiSupport(answer),
        },
        logprobs: null,
        finish_reason: finishReason(answer),
      },
    ],
    usage: toApiUsage(usage),
  };
}

export interface EventOptions {
  includesUsage: boolean;
}

/**
 * The run as server-sent events, ending with `[DONE]`. OpenAI's stream can't take anything back, so text that may be withdrawn is sent when
 * it's final. The reader going away stops the run: nobody else can read it.
 */
export function completionEvents(run: ReadableRun, options: EventOptions): ReadableStream<Uint8Array> {
  return streamEvents(completionChunks(run, options), { onCancel: () => run.stop() });
}

async function* completionChunks(run: ReadableRun, { includesUsage }: EventOptions): AsyncGenerator<object> {
  const base = {
    id: `chatcmpl-${run.turn.answerId}`,
    object: "chat.completion.chunk",
    created: Math.floor(Date.now() / 1000),
    model: run.turn.model,
  };
  const chunk = (delta: object, finish: string | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  yield chunk({ role: "assistant", content: "" });
  let usage: AnswerUsage | undefined;
  let isHeldBack = run.isElsewhere ?? false;
  try {
    for await (const part of run.read()) {
      if (part.type === "data-status" && part.data.mayBeWithdrawn) isHeldBack = true;
      if (part.type === "text-delta" && !isHeldBack) yield chunk({ content: part.delta });
      if (part.type === "data-status" && isHeldBack) yield chunk({ content: "" }); // a sign of life
      if (part.type === "data-usage") usage = part.data;
    }
    const answer = await run.answer;
    if (isHeldBack && answer.text !== "") yield chunk({ content: answer.text });
    const checked = { citations: answer.citations.map(toApiCitation), support: toApiSupport(answer) };
    yield chunk(checked, finishReason(answer));
    if (includesUsage) yield { ...base, choices: [], usage: toApiUsage(usage) };
  } catch (error) {
    const { code, publicMessage } = toAppError(error);
    const { requestId } = run.turn;
    if (run.isElsewhere) log.warn({ err: error, requestId }, "an answer could not be read to its end");
    yield { error: { code, message: publicMessage, requestId } };
  }
}
