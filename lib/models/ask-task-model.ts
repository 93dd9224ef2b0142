import { generateText } from "ai";
import { reserveBudget, settleBudget } from "../../db/budget.ts";
import type { UsageEvent } from "../../db/usage.ts";
import { countTokens } from "../count-tokens.ts";
import { log } from "../log.ts";
import type { Prompt } from "../prompts/answer-prompt.ts";
import type { Turn } from "../turn.ts";
import { callModel } from "./call-model.ts";
import { costMicroUsd } from "./catalog.ts";
import { ModelFailure } from "./failover-policy.ts";
import type { Models } from "./live-models.ts";
import { startMeter } from "./meter.ts";
import { taskModel } from "./task-model.ts";
import { withPlace } from "./with-place.ts";

/** Nobody waits for it, but it holds budget and a place at its provider. */
const timeoutMs = 60_000;
/** Models count tokens differently, by up to a fifth. */
const inputMargin = 1.2;

export interface Task {
  feature: UsageEvent["feature"];
  prompt: Prompt;
  promptVersion: string;
  outputTokensMax: number;
}

/**
 * One call of the cheapest model for a job that nobody waits for, once an answer is given: after everybody who waits, with budget of its
 * own, held before and settled after. Null where there's no model but the built-in one, or the budget doesn't cover it: rules have to
 * do. Throws a ModelFailure where a model failed or rests, so that it's tried another time.
 */
export async function askTaskModel(
  turn: Pick<Turn, "principal" | "requestId" | "conversationId">,
  { feature, prompt, promptVersion, outputTokensMax }: Task,
  models: Models,
): Promise<{ text: string; modelId: string } | null> {
  const chain = models.chatChain();
  if (chain.every(({ provider }) => provider === "builtin")) return null;
  const model = taskModel(chain);
  if (!model) throw new ModelFailure("resting");

  const promptText = `${prompt.instructions}\n${JSON.stringify(prompt.messages)}`;
  const inputTokensMax = Math.ceil(inputMargin * countTokens(promptText));
  const microUsd = costMicroUsd(model, inputTokensMax, outputTokensMax);
  const worst = [{ feature, microUsd, tokens: inputTokensMax + outputTokensMax }];
  const reservation = await reserveBudget(turn.principal, worst);
  if (reservation.refused) return null;

  const meter = startMeter(turn);
  const { principal, requestId } = turn;
  const signal = AbortSignal.timeout(timeoutMs);
  const startedAt = performance.now();
  const spent = { feature, model, promptVersion, inputTokens: inputTokensMax, outputTokens: 0 };
  const place = { tenantId: principal.tenantId, priority: "batch", signal } as const;
  const call = () =>
    withPlace(model, place, () =>
      generateText({
        ...prompt,
        model: models.language(model),
        maxOutputTokens: outputTokensMax,
        maxRetries: 0,
        abortSignal: signal,
      }),
    );
  try {
    const { text, usage } = await callModel(model, call, { signal, isRetried: () => false });
    const { inputTokens = inputTokensMax, outputTokens = countTokens(text) } = usage;
    const totalMs = performance.now() - startedAt;
    meter.record({ ...spent, inputTokens, outputTokens, totalMs, outcome: "ok" });
    return { text, modelId: model.id };
  } catch (error) {
    meter.record({
      ...spent,
      inputTokens: 0,
      totalMs: performance.now() - startedAt,
      outcome: "error",
      error,
    });
    throw error;
  } finally {
    await settleBudget(principal, reservation.hold, meter.parts()).catch((error: unknown) =>
      log.error({ err: error, requestId }, "a budget hold could not be settled"),
    );
    await meter.save();
  }
}
