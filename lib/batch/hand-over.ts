/**
 * Questions of a batch that a provider answers in a batch of its own, for half the price, because their person can wait a day. Handed
 * over is the prompt that the pipeline had made, after guards, retrieval and routing; when the text is back, the question goes through
 * the pipeline again, and where the same prompt comes about the text is taken for the model's. So it's filtered, cited, checked and
 * saved as any other. Where the documents have changed meanwhile, or the provider failed, the model is asked as usual.
 *
 * Budget is held while the provider works, and settled when the text is there. Where nobody can know what the provider made of questions
 * (their process died while it handed them over, the provider said nothing that could be read, it was given up) their holds stay, and are
 * booked in full when their time is over.
 */
import { createHash } from "node:crypto";
import {
  type BatchClaim,
  type BatchItem,
  type HandedOver,
  listHandovers,
  type SavedHandover,
  saveHandovers,
  takeBackHandover,
} from "../../db/batch-runs.ts";
import { reserveBudget, settleBudget } from "../../db/budget.ts";
import { nameProviderBatch, noteProviderBatch } from "../../db/provider-batches.ts";
import type { Handover } from "../batch-schemas.ts";
import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import { log } from "../log.ts";
import { mayHaveBegun } from "../models/ask-batch-api.ts";
import type { BatchedCall, BatchedResult } from "../models/batched-call.ts";
import { findModel, type ModelSpec } from "../models/catalog.ts";
import { batchedMicroUsd, batchesOf } from "../models/provider-batch.ts";
import { renewProviders } from "../models/provider-settings.ts";
import { answerPromptVersion, type Prompt } from "../prompts/answer-prompt.ts";
import type { AnswerUsage, Principal } from "../turn.ts";
import { tidySoon } from "./tidy-providers.ts";

/** A day, and time to hear of it. */
const holdLifeMinutes = 26 * 60;
/** Past it a provider that is still at it, or can't be read any more, is given up, and the questions are asked as usual. */
const answeredWithinMs = holdLifeMinutes * 60_000;
/** Models count tokens differently, by up to a fifth. */
const inputMargin = 1.2;

/** A question whose answer is to be written elsewhere. */
export interface PreparedCall {
  item: BatchItem;
  model: ModelSpec;
  prompt: Prompt;
  usage: AnswerUsage | null;
}

/** By which a prompt is known again. */
export const hashOf = (prompt: Prompt) => createHash("sha256").update(JSON.stringify(prompt)).digest("hex");

/** Questions whose state is written with one statement: a text has some 4 KB. */
const savedAtOnce = 100;

/** Hands prepared calls over, a provider's batch for each model. What can't be is put back, to be answered as usual. */
export async function handOver(
  claim: BatchClaim,
  principal: Principal,
  calls: PreparedCall[],
): Promise<void> {
  // By id, since the catalog makes its models anew every other second.
  for (const own of Map.groupBy(calls, ({ model }) => model.id).values())
    if (own[0]) await handOverTo(own[0].model, own);

  async function handOverTo(model: ModelSpec, own: PreparedCall[]): Promise<void> {
    const held = await holdAll(principal, own);
    const covered = held.filter(({ hold }) => hold !== null);
    const requests = covered.map(({ call: { item, prompt } }) => ({
      id: String(item.ordinal),
      prompt,
      outputTokensMax: limits.outputTokensMax,
    }));
    const { providerBatchId, mayBeAtIt } = await sendAll(claim, model, requests);
    const sentAt = new Date().toISOString();
    const saved: SavedHandover[] = [];
    for (const { call, hold } of held) {
      const isSent = providerBatchId !== null && hold !== null;
      if (hold && !mayBeAtIt) await settleBudget(principal, hold, []);
      const handover: Handover = {
        modelId: model.id,
        provider: model.provider,
        providerBatchId: providerBatchId ?? "",
        promptHash: hashOf(call.prompt),
        holdId: isSent ? hold.id : null,
        sentAt,
        isLost: hold !== null && mayBeAtIt && !isSent,
      };
      const { ordinal } = call.item;
      saved.push({ ordinal, handover, status: isSent ? "handed_over" : "queued", usage: call.usage });
    }
    for (const slice of slicesOf(saved)) await saveHandovers(claim, slice);
  }
}

function slicesOf<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / savedAtOnce) }, (_, i) =>
    all.slice(i * savedAtOnce, (i + 1) * savedAtOnce),
  );
}

interface Sent {
  /** Null where it couldn't be sent, or not be noted under what name. */
  providerBatchId: string | null;
  mayBeAtIt: boolean;
}

async function sendAll({ batchId }: BatchClaim, model: ModelSpec, requests: BatchedCall[]): Promise<Sent> {
  if (requests.length === 0) return { providerBatchId: null, mayBeAtIt: false };
  let providerBatchId: string | null = null;
  try {
    const id = await noteProviderBatch(batchId, model.id);
    const onFile = (inputFileId: string) => nameProviderBatch(id, { inputFileId });
    providerBatchId = await batchesOf(model).send(model, requests, onFile);
    await nameProviderBatch(id, { providerBatchId });
    return { providerBatchId, mayBeAtIt: true };
  } catch (error) {
    log.warn({ err: error, model: model.id }, "a batch could not be handed over to its provider");
    if (providerBatchId) await cancel(model, providerBatchId); // nobody would ever ask for it
    return { providerBatchId: null, mayBeAtIt: providerBatchId !== null || mayHaveBegun(error) };
  }
}

/** One after another: all of them lock the same budgets, and whoever asks a question now wants a connection, too. */
async function holdAll(principal: Principal, calls: PreparedCall[]) {
  const held: { call: PreparedCall; hold: Awaited<ReturnType<typeof hold>> }[] = [];
  try {
    for (const call of calls) held.push({ call, hold: await hold(principal, call) });
  } catch (error) {
    for (const { hold } of held) if (hold) await settleBudget(principal, hold, []);
    throw error;
  }
  return held;
}

/** Null where the budget doesn't cover it. */
async function hold(principal: Principal, { model, prompt }: PreparedCall) {
  const inputTokens = Math.ceil(inputMargin * countTokens(JSON.stringify(prompt)));
  const { outputTokensMax } = limits;
  const microUsd = batchedMicroUsd(model, inputTokens, outputTokensMax);
  const worst = [{ feature: "answer" as const, microUsd, tokens: inputTokens + outputTokensMax }];
  const reservation = await reserveBudget(principal, worst, { lifeMinutes: holdLifeMinutes });
  return reservation.refused ? null : reservation.hold;
}

/**
 * Fetches what providers have finished of a batch, books it, puts these questions back to be answered with it, and has the provider
 * delete its files. Returns whether a provider is still at some.
 */
export async function collectHandovers(claim: BatchClaim): Promise<boolean> {
  const waiting = await listHandovers(claim);
  if (waiting.length > 0) await renewProviders();
  const ended: string[] = [];
  const byBatch = Map.groupBy(waiting, ({ handover }) => handover.providerBatchId);
  for (const [providerBatchId, items] of byBatch) {
    const [first] = items;
    const outcome = first && (await readResults(first.handover));
    if (!outcome || outcome === "at work") continue;
    for (const item of items) await takeBack(claim, item, outcome);
    ended.push(providerBatchId);
  }
  tidySoon(ended);
  return byBatch.size > ended.length;
}

/** What a provider made of a batch, by ordinals. */
interface Results {
  model: ModelSpec;
  byId: Map<string, BatchedResult>;
}

async function readResults({
  modelId,
  providerBatchId,
  sentAt,
}: Handover): Promise<Results | "at work" | "given up"> {
  const model = findModel(modelId);
  try {
    const byId = model && (await batchesOf(model).read(model, providerBatchId));
    if (model && byId) return { model, byId };
  } catch (error) {
    log.warn({ err: error, model: modelId }, "a provider's batch could not be read");
  }
  const isOverdue = Date.now() - Date.parse(sentAt) > answeredWithinMs;
  if (model && !isOverdue) return "at work";
  log.warn({ model: modelId, providerBatchId }, "a provider's batch was given up");
  return "given up";
}

async function takeBack(
  claim: BatchClaim,
  { ordinal, handover, usage }: HandedOver,
  outcome: Results | "given up",
): Promise<void> {
  const isGivenUp = outcome === "given up";
  const found = isGivenUp ? undefined : outcome.byId.get(String(ordinal));
  const { text = null, inputTokens = 0, outputTokens = 0 } = found ?? {};
  const costMicroUsd = isGivenUp ? 0 : batchedMicroUsd(outcome.model, inputTokens, outputTokens);
  const used = { inputTokens, outputTokens, costMicroUsd };
  await takeBackHandover(claim, {
    ordinal,
    handover: { ...handover, text: text ?? undefined, isLost: isGivenUp },
    usage: found ? addUsage(usage, { modelId: handover.modelId, ...used }) : usage,
    settledHoldId: isGivenUp ? null : handover.holdId,
    call: { ...used, outcome: text === null ? "error" : "ok", promptVersion: answerPromptVersion },
  });
}

/** Has a provider stop what it hasn't begun of a batch. Never rejects: what can't be stopped is logged. */
async function cancel(model: ModelSpec, providerBatchId: string): Promise<void> {
  try {
    await batchesOf(model).cancel(model, providerBatchId);
  } catch (error) {
    log.warn({ err: error, model: model.id }, "a provider's batch could not be cancelled");
  }
}

/**
 * Has providers stop what they haven't begun, and returns their names for it. What they did is never told, so the worst case stays
 * booked.
 */
export async function cancelHandovers(claim: BatchClaim): Promise<string[]> {
  const waiting = await listHandovers(claim);
  const batches = new Map(waiting.map(({ handover }) => [handover.providerBatchId, handover.modelId]));
  for (const [providerBatchId, modelId] of batches) {
    const model = findModel(modelId);
    if (model) await cancel(model, providerBatchId);
  }
  return [...batches.keys()];
}

/** What an answer took over several calls or tries, by the model of the last. */
export function addUsage(before: AnswerUsage | null, used: AnswerUsage): AnswerUsage {
  return {
    modelId: used.modelId,
    inputTokens: (before?.inputTokens ?? 0) + used.inputTokens,
    outputTokens: (before?.outputTokens ?? 0) + used.outputTokens,
    costMicroUsd: (before?.costMicroUsd ?? 0) + used.costMicroUsd,
  };
}
