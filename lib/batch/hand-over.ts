/**
 * Questions of a batch that a provider answers in a batch of its own, for half the price, because their person can wait a day. Handed
 * over is the prompt that the pipeline had made, after guards, retrieval and routing; when the text is back, the question goes through
 * the pipeline again, and where the same prompt comes about the text is taken for the model's. So it's filtered, cited, checked and
 * saved as any other. Where the documents have changed meanwhile, or the provider failed, the model is asked as usual.
 *
 * Budget is held while the provider works, and settled when the text is there. A process that dies while it hands questions over leaves their
 * holds, which are booked in full: what the provider made of them is never asked for.
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
import type { BatchedCall, BatchedText } from "../models/batched-call.ts";
import { findModel, type ModelSpec } from "../models/catalog.ts";
import { batchedMicroUsd, batchesOf } from "../models/provider-batch.ts";
import { renewProviders } from "../models/provider-settings.ts";
import { answerPromptVersion, type Prompt } from "../prompts/answer-prompt.ts";
import type { AnswerUsage, Principal } from "../turn.ts";
import { tidySoon } from "./tidy-providers.ts";

/** A day, and time to hear of it. */
const holdLifeMinutes = 26 * 60;
/** Past it a provider that can't be read any more is given up, and the questions are asked as usual. */
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
  for (const [model, own] of Map.groupBy(calls, ({ model }) => model)) await handOverTo(model, own);

  async function handOverTo(model: ModelSpec, own: PreparedCall[]): Promise<void> {
    const held = await holdAll(principal, own);
    const covered = held.filter(({ hold }) => hold !== null);
    const requests = covered.map(({ call: { item, prompt } }) => ({
      id: String(item.ordinal),
      prompt,
      outputTokensMax: limits.outputTokensMax,
    }));
    const providerBatchId = await sendAll(claim, model, requests);
    const sentAt = new Date().toISOString();
    const saved: SavedHandover[] = [];
    for (const { call, hold } of held) {
      const isSent = providerBatchId !== null && hold !== null;
      if (hold && !isSent) await settleBudget(principal, hold, []);
      const handover: Handover = {
        modelId: model.id,
        provider: model.provider,
        providerBatchId: providerBatchId ?? "",
        promptHash: hashOf(call.prompt),
        holdId: isSent ? hold.id : null,
        sentAt,
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

/** Null where it can't be sent. */
async function sendAll(
  { batchId }: BatchClaim,
  model: ModelSpec,
  requests: BatchedCall[],
): Promise<string | null> {
  if (requests.length === 0) return null;
  const id = await noteProviderBatch(batchId, model.id);
  try {
    const onFile = (inputFileId: string) => nameProviderBatch(id, { inputFileId });
    const providerBatchId = await batchesOf(model).send(model, requests, onFile);
    await nameProviderBatch(id, { providerBatchId });
    return providerBatchId;
  } catch (error) {
    log.warn({ err: error, model: model.id }, "a batch could not be handed over to its provider");
    return null;
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
  const fetched: string[] = [];
  for (const [providerBatchId, items] of Map.groupBy(waiting, ({ handover }) => handover.providerBatchId)) {
    const model = findModel(items[0]?.handover.modelId ?? "");
    const texts = model
      ? await read(model, providerBatchId).catch((error: unknown) => {
          log.warn({ err: error, model: model.id }, "a provider's batch could not be read");
          const sentMs = Date.parse(items[0]?.handover.sentAt ?? "");
          return Date.now() - sentMs > answeredWithinMs ? new Map<string, BatchedText>() : null;
        })
      : new Map<string, BatchedText>();
    if (texts === null) continue;
    for (const item of items) await takeBack(claim, item, { model, texts });
    fetched.push(providerBatchId);
  }
  tidySoon(fetched);
  return new Set(waiting.map(({ handover }) => handover.providerBatchId)).size > fetched.length;
}

async function takeBack(
  claim: BatchClaim,
  { ordinal, handover, usage }: HandedOver,
  { model, texts }: { model: ModelSpec | undefined; texts: Map<string, BatchedText> },
): Promise<void> {
  const found = texts.get(String(ordinal));
  const { inputTokens = 0, outputTokens = 0 } = found ?? {};
  const costMicroUsd = model && found ? batchedMicroUsd(model, inputTokens, outputTokens) : 0;
  const used = { inputTokens, outputTokens, costMicroUsd };
  await takeBackHandover(claim, {
    ordinal,
    handover: { ...handover, text: found?.text },
    usage: found ? addUsage(usage, { modelId: handover.modelId, ...used }) : usage,
    call: { ...used, outcome: found ? "ok" : "error", promptVersion: answerPromptVersion },
  });
}

/** By asynchronous functions, which reject where a provider isn't set up any more. */
const read = async (model: ModelSpec, providerBatchId: string) =>
  batchesOf(model).read(model, providerBatchId);
const cancel = async (model: ModelSpec, providerBatchId: string) =>
  batchesOf(model).cancel(model, providerBatchId);

/**
 * Has providers stop what they haven't begun, and returns their names for it. What they did is never told, so the worst case stays
 * booked.
 */
export async function cancelHandovers(claim: BatchClaim): Promise<string[]> {
  const waiting = await listHandovers(claim);
  const batches = new Map(waiting.map(({ handover }) => [handover.providerBatchId, handover.modelId]));
  for (const [providerBatchId, modelId] of batches) {
    const model = findModel(modelId);
    if (!model) continue;
    await cancel(model, providerBatchId).catch((error: unknown) =>
      log.warn({ err: error, model: modelId }, "a provider's batch could not be cancelled"),
    );
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
