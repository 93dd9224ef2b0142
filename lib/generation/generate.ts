/**
 * In: the prompt's parts and the models to try, in order. Out: text deltas, and which model wrote the end of it.
 * A model that fails before its first word is replaced silently but for a notice; one that fails later is replaced by one
 * that goes on from what the reader has seen. Every attempt is metered, failed and aborted ones too.
 */
import { streamText } from "ai";
import { AppError } from "../errors.ts";
import { limits } from "../limits.ts";
import { log } from "../log.ts";
import type { ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import { answerPrompt, answerPromptVersion } from "../prompts/answer-prompt.ts";
import type { Evidence, HistoryMessage, Notice, Turn } from "../turn.ts";
import type { AnswerWriter } from "./cite-answer.ts";

/** A model must begin within the first, and never pause for longer than the second. */
const timeout = { firstChunkMs: 30_000, chunkMs: 30_000, totalMs: 300_000 };

export interface GenerateInput {
  question: string;
  evidence: Evidence[];
  history: HistoryMessage[];
  chain: ModelSpec[];
  writer: AnswerWriter;
  notify: (notice: Notice) => void;
}

/** Writes the answer and returns the model that finished it. Throws when stopped, or when every model of the chain failed. */
export async function generate(
  turn: Turn,
  input: GenerateInput,
  tools: { models: Models; meter: Meter },
): Promise<ModelSpec> {
  let failure: unknown;
  for (const [i, model] of input.chain.entries()) {
    if (failure !== undefined) input.notify(failedOver(model, input.writer.text() !== ""));
    try {
      await generateWith(model, turn, input, tools);
      return model;
    } catch (error) {
      if (turn.signal.aborted) throw error;
      failure = error;
      log.warn({ err: error, requestId: turn.requestId, model: model.id, attempt: i + 1 }, "a model failed");
    }
  }
  throw new AppError("provider_unavailable", { cause: failure, message: "every model of the chain failed" });
}

async function generateWith(
  model: ModelSpec,
  turn: Turn,
  input: GenerateInput,
  { models, meter }: { models: Models; meter: Meter },
) {
  const { question, evidence, history, writer } = input;
  const startedAt = performance.now();
  const { instructions, messages } = answerPrompt({
    question,
    evidence,
    history,
    writtenSoFar: writer.text(),
  });
  let firstTokenMs: number | undefined;
  let usage: { inputTokens?: number; outputTokens?: number } = {};
  let outcome: "ok" | "error" | "aborted" = "error";
  let charsWritten = 0;
  // The SDK's own timer starts with the response's headers, which a provider that hangs never sends.
  const patience = new AbortController();
  const patienceTimer = setTimeout(() => patience.abort(), timeout.firstChunkMs);
  try {
    const result = streamText({
      model: models.language(model),
      instructions,
      messages,
      maxOutputTokens: limits.outputTokensMax,
      maxRetries: 0,
      timeout,
      abortSignal: AbortSignal.any([turn.signal, patience.signal]),
      onError: () => {},
    });
    for await (const part of result.stream) {
      if (part.type === "error") throw part.error;
      if (part.type === "abort") throw new DOMException("aborted", "AbortError");
      if (part.type === "finish") usage = part.totalUsage;
      if (part.type !== "text-delta" || part.text === "") continue;
      firstTokenMs ??= performance.now() - startedAt;
      clearTimeout(patienceTimer);
      charsWritten += part.text.length;
      writer.write(part.text);
    }
    if (charsWritten === 0 && writer.text() === "") throw new Error(`${model.id} answered with nothing`);
    outcome = "ok";
  } catch (error) {
    if (turn.signal.aborted) outcome = "aborted";
    throw error;
  } finally {
    clearTimeout(patienceTimer);
    // A provider that was cut off reports no usage; what it was sent and wrote is billed all the same, so it's estimated.
    const estimate = model.provider === "builtin" ? 0 : 1;
    const promptChars = instructions.length + JSON.stringify(messages).length;
    meter.record({
      feature: "answer",
      model,
      inputTokens: usage.inputTokens ?? Math.ceil((estimate * promptChars) / 4),
      outputTokens: usage.outputTokens ?? Math.ceil((estimate * charsWritten) / 4),
      firstTokenMs,
      totalMs: performance.now() - startedAt,
      outcome,
      promptVersion: answerPromptVersion,
    });
  }
}

function failedOver(model: ModelSpec, isMidAnswer: boolean): Notice {
  const by = model.provider === "builtin" ? "with sentences quoted from the documents" : `by ${model.id}`;
  const text = isMidAnswer
    ? `The model stopped in the middle of the answer; the rest is written ${by}.`
    : `The model could not be reached; this answer is written ${by}.`;
  return { kind: model.provider === "builtin" ? "degraded" : "failed_over", text };
}
