/**
 * Anthropic's Message Batches: `POST …/messages/batches` with the calls in it, and a file of results that comes and goes with the batch. It
 * has no files to be named before, so a process that dies between sending and noting leaves a batch that nobody knows of. Anthropic gives
 * the results of a batch out for 29 days.
 */
import { z } from "zod";
import {
  askProvider,
  type BatchApi,
  fetchFrom,
  postedJson,
  readLines,
  toMessage,
  unlessGone,
} from "./ask-batch-api.ts";
import type { BatchedCall, BatchedResult, ProviderBatches } from "./batched-call.ts";
import type { ModelSpec } from "./model-spec.ts";

const api: BatchApi = {
  baseUrl: "https://api.anthropic.com/v1",
  headers: ({ apiKey = "" }) => ({ "x-api-key": apiKey, "anthropic-version": "2023-06-01" }),
};
const path = (batchId: string) => `messages/batches/${encodeURIComponent(batchId)}`;

export const anthropicBatches: ProviderBatches = {
  async send(model, calls) {
    const order = postedJson({ requests: calls.map((call) => requestOf(model, call)) });
    const batch = await askProvider(api, model, "messages/batches", { schema: batchState, ...order });
    return batch.id;
  },

  async read(model, batchId) {
    const batch = await findBatch(model, batchId);
    if (batch.processing_status !== "ended") return null;
    if (!batch.results_url) return new Map(); // deleted there, or over without any
    // By the batch's name and not by `results_url`: the key goes to the address that it was entered for.
    const content = await (await fetchFrom(api, model, `${path(batchId)}/results`)).text();
    return new Map(
      readLines(content, resultLine).map(({ custom_id, result }) => [custom_id, resultOf(result.message)]),
    );
  },

  cancel,

  async remove(model, { batchId }) {
    const batch = batchId === null ? undefined : await unlessGone(findBatch(model, batchId));
    if (!batch) return true;
    if (batch.processing_status !== "ended") {
      if (batch.processing_status !== "canceling") await cancel(model, batch.id);
      return false;
    }
    await unlessGone(fetchFrom(api, model, path(batch.id), { method: "DELETE" }));
    return true;
  },
};

async function cancel(model: ModelSpec, batchId: string): Promise<void> {
  await fetchFrom(api, model, `${path(batchId)}/cancel`, { method: "POST" });
}

const findBatch = (model: ModelSpec, batchId: string) =>
  askProvider(api, model, path(batchId), { schema: batchState });

const requestOf = ({ name }: ModelSpec, { id, prompt, outputTokensMax }: BatchedCall) => ({
  custom_id: id,
  params: {
    model: name,
    max_tokens: outputTokensMax,
    system: prompt.instructions,
    messages: prompt.messages.map(toMessage),
  },
});

const batchState = z.object({
  id: z.string(),
  processing_status: z.string(),
  results_url: z.string().nullish(),
});

const messageSchema = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullish(),
  usage: z.object({
    input_tokens: z.int(),
    output_tokens: z.int(),
    cache_creation_input_tokens: z.int().nullish(),
    cache_read_input_tokens: z.int().nullish(),
  }),
});

/** Only a call that succeeded has a message: others errored, were canceled, or expired after a day, and aren't charged for. */
const resultLine = z.object({
  custom_id: z.string(),
  result: z.object({ type: z.literal("succeeded"), message: messageSchema }),
});

function resultOf({ content, stop_reason, usage }: z.infer<typeof messageSchema>): BatchedResult {
  const text = content.map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
  const cached = (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0);
  return {
    text: (stop_reason !== "refusal" && text) || null,
    inputTokens: usage.input_tokens + cached,
    outputTokens: usage.output_tokens,
  };
}
