/**
 * In: a prompt and a model. Out: its text, delta by delta. One call: it ends, or throws a ModelFailure that says why. Whatever
 * becomes of it is metered; a provider that was cut off reports no usage, and what it was sent and wrote is estimated. A model that
 * won't say how sure it is answers without.
 */
import { limits } from "../limits.ts";
import { type FailureCause, ModelFailure, type Patience } from "../models/failover-policy.ts";
import type { Models } from "../models/live-models.ts";
import { markCache } from "../models/mark-cache.ts";
import type { Meter } from "../models/meter.ts";
import type { ModelSpec } from "../models/model-spec.ts";
import { readFailure } from "../models/read-failure.ts";
import { type FinishReason, type StreamPart, type StreamUsage, streamModel } from "../models/stream-model.ts";
import {
  askForLogprobs,
  confidenceOf,
  mayRefuseLogprobs,
  stopAskingForLogprobs,
} from "../models/token-confidence.ts";
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
  /** By which a provider finds what it has kept of earlier prompts (mark-cache.ts). */
  cacheKey: string;
  /** Told how sure the model was, null where it doesn't say; without it it isn't asked. */
  onConfidence?: (confidence: number | null) => void;
}

/** Ends of a stream with which there's no answer, or only a part of one. */
const failures: Partial<Record<FinishReason, FailureCause>> = {
  "content-filter": "content_filtered",
  error: "server_error",
  interrupted: "cut_off",
};

export async function streamAnswer(
  model: ModelSpec,
  { prompt, onText, signal, deadline, patience, attempt, arm, cacheKey, onConfidence }: StreamedCall,
  { models, meter }: { models: Models; meter: Meter },
): Promise<void> {
  const language = languageOf(model, models);
  const startedAt = performance.now();
  let firstTokenMs: number | undefined;
  let charsWritten = 0;
  let usage: StreamUsage | undefined;
  let outcome: "ok" | "error" | "aborted" = "error";
  let failure: unknown;
  const watch = startWatch(patience);
  const onPart = (part: StreamPart) => {
    if (part.type === "finish") {
      usage = part.usage;
      onConfidence?.(confidenceOf(part.providerMetadata));
      const why = failures[part.finishReason.unified];
      if (why) throw new ModelFailure(why);
    }
    if ((part.type !== "text-delta" && part.type !== "reasoning-delta") || part.delta === "") return;
    watch.heard();
    if (part.type === "reasoning-delta") return;
    firstTokenMs ??= performance.now() - startedAt;
    charsWritten += part.delta.length;
    onText(part.delta.replaceAll("\0", "")); // Postgres keeps none
  };
  try {
    const asked = onConfidence && askForLogprobs(model);
    const stream = (options: typeof asked) => {
      const settings = {
        providerOptions: {
          ...options,
          openai: { ...options?.openai, promptCacheKey: cacheKey }, // of which only OpenAI's SDK takes notice
        },
        maxOutputTokens: limits.outputTokensMax,
        signal: AbortSignal.any([signal, deadline, watch.signal]),
      };
      return streamModel(language, markCache(prompt, model), settings, onPart);
    };
    await stream(asked).catch(async (error: unknown) => {
      if (!asked || !mayRefuseLogprobs(error)) throw error;
      await stream(undefined);
      stopAskingForLogprobs(model);
    });
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
      inputTokens: usage?.inputTokens.total ?? Math.ceil((estimate * promptChars) / 4),
      outputTokens: usage?.outputTokens.total ?? Math.ceil((estimate * charsWritten) / 4),
      cachedInputTokens: usage?.inputTokens.cacheRead,
      cacheWriteTokens: usage?.inputTokens.cacheWrite,
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
