/**
 * In: the question and the messages before it. Out: a question that can be understood alone, and what the search takes of the
 * conversation. Asks a model where one is configured; else, or when the model fails or doesn't do as it was told, goes by rules.
 */
import { generateText } from "ai";
import { log } from "../log.ts";
import { callModel } from "../models/call-model.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter, ModelCall } from "../models/meter.ts";
import { taskModel } from "../models/task-model.ts";
import { withPlace } from "../models/with-place.ts";
import { condensePrompt, condensePromptVersion } from "../prompts/condense-prompt.ts";
import type { HistoryMessage, Turn } from "../turn.ts";
import { type CondensedQuestion, condenseByRules, withTopic } from "./condense-by-rules.ts";
import { readRewrite } from "./read-rewrite.ts";

/** With its retry, and until the provider has a place for it: whoever asks waits, and there are rules to fall back on. */
const timeoutMs = 8_000;

interface CondenseTools {
  models: Models;
  meter: Meter;
  /** Notes on turns before those of the history, for a model. */
  summary?: string[];
}

export async function condenseQuestion(
  turn: Turn,
  history: HistoryMessage[],
  tools: CondenseTools,
): Promise<CondensedQuestion> {
  const rewritten = history.length > 0 ? await askModel(turn, history, tools) : null;
  return rewritten === null
    ? condenseByRules(turn.question, history)
    : withTopic(rewritten, turn.question, history);
}

/** Null where there is no model but the built-in one, where it failed, and where what it wrote can't be the question. */
async function askModel(
  turn: Turn,
  history: HistoryMessage[],
  { models, meter, summary }: CondenseTools,
): Promise<string | null> {
  const model = taskModel(models.chatChain());
  if (!model) return null;

  const startedAt = performance.now();
  const { instructions, messages } = condensePrompt(turn.question, history, summary);
  const report = (call: Pick<ModelCall, "outcome"> & Partial<ModelCall>) =>
    meter.record({
      feature: "condense",
      model,
      inputTokens: 0,
      outputTokens: 0,
      totalMs: performance.now() - startedAt,
      promptVersion: condensePromptVersion,
      ...call,
    });
  try {
    const abortSignal = AbortSignal.any([turn.signal, AbortSignal.timeout(timeoutMs)]);
    const { tenantId } = turn.principal;
    const priority = turn.source === "batch" ? "batch" : "interactive";
    const call = () =>
      withPlace(model, { tenantId, priority, signal: abortSignal }, () =>
        generateText({
          model: models.language(model),
          instructions,
          messages,
          maxOutputTokens: 300,
          maxRetries: 0,
          abortSignal,
        }),
      );
    const { text, usage } = await callModel(model, call, { signal: turn.signal });
    const { inputTokens = 0, outputTokens = 0 } = usage;
    report({ outcome: "ok", inputTokens, outputTokens });
    const rewrite = readRewrite(text, turn.question);
    if (rewrite === null)
      log.warn(
        { requestId: turn.requestId },
        "the question was condensed by rules: the model wrote no question",
      );
    return rewrite;
  } catch (error) {
    report({ outcome: turn.signal.aborted ? "aborted" : "error", error });
    if (turn.signal.aborted) throw error;
    log.warn(
      { err: error, requestId: turn.requestId },
      "the question was condensed by rules: the model failed",
    );
    return null;
  }
}
