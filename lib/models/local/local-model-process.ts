/**
 * A process that runs local models: their memory and their computing, and what may go wrong in native code, are kept out of the
 * process that serves people. It answers what `run-local-model.ts` asks, one thing after another, and ends with whoever started
 * it.
 */
import { availableParallelism } from "node:os";
import { basename, dirname } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import {
  AutoModel,
  AutoModelForSequenceClassification,
  AutoTokenizer,
  env,
  LogLevel,
  mean_pooling,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  type Tensor,
} from "@huggingface/transformers";
import type { LocalModelAnswer, LocalModelQuestion, LocalModelTask } from "./run-local-model.ts";

// Files are here already or they are not: nothing is fetched by the library's own means, and nothing is written.
env.allowRemoteModels = false;
env.useFSCache = false;
env.useWasmCache = false;
env.logLevel = LogLevel.ERROR;

interface LoadedModel {
  tokenizer: PreTrainedTokenizer;
  model: PreTrainedModel;
}

const loaded = new Map<string, Promise<LoadedModel>>();
const cancelled = new Set<number>();
let turn: Promise<void> = Promise.resolve();

process.on("disconnect", () => process.exit(0));
process.on("message", (asked: LocalModelQuestion) => {
  if ("cancel" in asked) {
    cancelled.add(asked.cancel);
    return;
  }
  turn = turn.then(() => answer(asked.id, asked.task));
});

/** Never throws. */
async function answer(id: number, task: LocalModelTask): Promise<void> {
  const reply = (answered: LocalModelAnswer) => process.send?.(answered);
  try {
    const { tokenizer, model } = await load(task);
    const rows: number[][] = [];
    for (let i = 0; i < task.texts.length && !cancelled.has(id); i += batchSize) {
      rows.push(...(await run(task, task.texts.slice(i, i + batchSize), tokenizer, model)));
      await breathe(); // so that a cancellation is heard
    }
    reply({ id, rows });
  } catch (error) {
    reply({ id, error: error instanceof Error ? error.message : String(error) });
  } finally {
    cancelled.delete(id);
  }
}

/** Texts that are computed together. All are padded to the longest, so that more at once is no faster without a GPU. */
const batchSize = 8;

async function load({ kind, folder, dtype }: LocalModelTask): Promise<LoadedModel> {
  const known = loaded.get(folder);
  if (known) return known;
  const loading = loadFrom(kind, folder, dtype);
  loaded.set(folder, loading);
  loading.catch(() => loaded.delete(folder)); // its files may be put right
  return loading;
}

async function loadFrom(
  kind: LocalModelTask["kind"],
  folder: string,
  dtype: LocalModelTask["dtype"],
): Promise<LoadedModel> {
  env.localModelPath = `${dirname(folder)}/`;
  const name = basename(folder);
  const intraOpNumThreads = Math.max(1, availableParallelism() - 1); // one for whoever asks
  const options = { dtype, device: "cpu", session_options: { intraOpNumThreads } } as const;
  const Model = kind === "embed" ? AutoModel : AutoModelForSequenceClassification;
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  return { tokenizer, model: await Model.from_pretrained(name, options) };
}

async function run(
  task: LocalModelTask,
  texts: string[],
  tokenizer: PreTrainedTokenizer,
  model: PreTrainedModel,
): Promise<number[][]> {
  const isPair = task.kind === "rerank";
  const inputs = tokenizer(isPair ? texts.map(() => task.query) : texts, {
    ...(isPair ? { text_pair: texts } : {}),
    padding: true,
    truncation: true,
    max_length: Math.min(task.tokensMax, tokenizer.model_max_length),
  });
  const output = await model(inputs);
  if (isPair) return (output.logits as Tensor).tolist();
  const tokens: Tensor = output.last_hidden_state ?? output.token_embeddings;
  return pool(tokens, inputs.attention_mask, task.pooling).normalize(2, -1).tolist();
}

function pool(tokens: Tensor, mask: Tensor, pooling: "mean" | "cls" | "last_token"): Tensor {
  if (pooling === "mean") return mean_pooling(tokens, mask);
  return tokens.slice(null, pooling === "cls" ? 0 : -1);
}
