/**
 * In: a prompt and a model. Out: its text, delta by delta. One call: it ends, or throws a ModelFailure that says why. Whatever
 * becomes of it is metered; a provider that was cut off reports no usage, and what it was sent and wrote is estimated.
 */
import { type LanguageModelUsage, streamText } from "ai";
import { limits } from "../limits.ts";
import { type FailureCause, ModelFailure, type Patience } from "../models/failover-policy.ts";
import type { Models } from "../models/live-models.ts";
import { markCache } from "../models/mark-cache.ts";
import type { Meter } from "../models/meter.ts";
import type { ModelSpec } from "../models/model-spec.ts";
import { readFailure } from "../models/read-failure.ts";
import { answerPromptVersion, type Prompt } from "../prompts/answer-prompt.ts";

export interface StreamedCall {
  prompt: Prompt;
  onText: (delta: string) => void;
  /** Of whoever reads: stopped, it throws the signal's reason. */
  signal: AbortSignal;
  /** Our own end of patience with the whole answer. */
  deadline: AbortSignal;
  patience: Patience;
  /** For the ledger: which call of the answer it is, and what routing compares it as. */
  attempt: number;
  arm: string | null;
}

export async function streamAnswer(
  model: ModelSpec,
  { prompt, onText, signal, deadline, patience, attempt, arm }: StreamedCall,
  { models, meter }: { models: Models; meter: Meter },
): Promise<void> {
  const generated = models.generated?.(model, prompt);
  if (generated !== undefined) return onText(generated);
  const language = languageOf(model, models);
  const startedAt = performance.now();
  let firstTokenMs: number | undefined;
  let charsWritten = 0;
  let usage: Partial<LanguageModelUsage> = {};
  let outcome: "ok" | "error" | "aborted" = "error";
  let failure: unknown;
  const watch = startWatch(patience);
  try {
    const result = streamText({
      ...markCache(prompt, model),
      model: language,
      maxOutputTokens: limits.outputTokensMax,
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, deadline, watch.signal]),
      onError: () => {},
    });
    for await (const part of result.stream) {
      if (part.type === "error") throw part.error;
      if (part.type === "abort") throw new DOMException("aborted", "AbortError");
      if (part.type === "finish") {
        usage = part.totalUsage;
        if (part.finishReason === "content-filter") throw new ModelFailure("content_filtered");
        if (part.finishReason === "error") throw new ModelFailure("server_error");
      }
      if ((part.type !== "text-delta" && part.type !== "reasoning-delta") || part.text === "") continue;
      watch.heard();
      if (part.type === "reasoning-delta") continue;
      firstTokenMs ??= performance.now() - startedAt;
      charsWritten += part.text.length;
      onText(part.text);
    }
    if (charsWritten === 0) throw new ModelFailure("empty_answer");
    outcome = "ok";
  } catch (error) {
    if (signal.aborted) outcome = "aborted";
    signal.throwIfAborted();
    const late = [watch.signal, deadline].find(({ aborted }) => aborted);
    failure = late ? late.reason : readFailure(error, { hasBegun: charsWritten > 0 });
    throw failure;
  } finally {
    watch.end();
    const estimate = model.provider === "builtin" ? 0 : 1;
    const promptChars = prompt.instructions.length + JSON.stringify(prompt.messages).length;
    meter.record({
      feature: "answer",
      model,
      inputTokens: usage.inputTokens ?? Math.ceil((estimate * promptChars) / 4),
      outputTokens: usage.outputTokens ?? Math.ceil((estimate * charsWritten) / 4),
      cachedInputTokens: usage.inputTokenDetails?.cacheReadTokens,
      cacheWriteTokens: usage.inputTokenDetails?.cacheWriteTokens,
      firstTokenMs,
      totalMs: performance.now() - startedAt,
      outcome,
      error: failure,
      promptVersion: answerPromptVersion,
      attempt,
      arm,
    });
  }
}

/** Throws before anything is metered where the turn's budget doesn't cover a call. */
function languageOf(model: ModelSpec, models: Models): ReturnType<Models["language"]> {
  try {
    return models.language(model);
  } catch (error) {
    throw readFailure(error);
  }
}

/** Aborts with `no_first_token` or `stalled` when nothing is heard for too long. The SDK's own timers begin with the response. */
function startWatch({ firstTokenMs, betweenTokensMs }: Patience) {
  const abort = new AbortController();
  const expect = (ms: number, why: FailureCause) => setTimeout(() => abort.abort(new ModelFailure(why)), ms);
  let timer = expect(firstTokenMs, "no_first_token");
  return {
    signal: abort.signal,
    heard() {
      clearTimeout(timer);
      timer = expect(betweenTokensMs, "stalled");
    },
    end: () => clearTimeout(timer),
  };
}
