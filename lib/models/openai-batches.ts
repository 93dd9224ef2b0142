/** OpenAI's batches: `POST …/files` with the calls, `POST …/batches`, and files of answers and of errors. */
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
  baseUrl: "https://api.openai.com/v1",
  headers: ({ apiKey }): Record<string, string> => (apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
};
const endpoint = "/v1/chat/completions";

export const openaiBatches: ProviderBatches = {
  async send(model, calls, onFile) {
    const form = new FormData();
    const lines = calls.map((call) => JSON.stringify(lineOf(model, call)));
    form.set("purpose", "batch");
    form.set("file", new File([lines.join("\n")], "questions.jsonl", { type: "application/jsonl" }));
    const file = await askProvider(api, model, "files", { schema: withId, method: "POST", body: form });
    await onFile(file.id);
    const order = { input_file_id: file.id, endpoint, completion_window: "24h" };
    const batch = await askProvider(api, model, "batches", { schema: withId, ...postedJson(order) });
    return batch.id;
  },

  async read(model, batchId) {
    const batch = await findBatch(model, batchId);
    if (!ended.has(batch.status)) return null;
    if (!batch.output_file_id) return new Map();
    const path = `files/${encodeURIComponent(batch.output_file_id)}/content`;
    const content = await (await fetchFrom(api, model, path)).text();
    return new Map(
      readLines(content, resultLine).map(({ custom_id, response: { body } }) => [custom_id, resultOf(body)]),
    );
  },

  cancel,

  async remove(model, { inputFileId, batchId }) {
    const batch = batchId === null ? undefined : await unlessGone(findBatch(model, batchId));
    if (batch && batchId !== null && !ended.has(batch.status)) {
      if (batch.status !== "cancelling") await cancel(model, batchId);
      return false;
    }
    const files = [inputFileId, batch?.input_file_id, batch?.output_file_id, batch?.error_file_id];
    for (const id of new Set(files))
      if (id)
        await unlessGone(fetchFrom(api, model, `files/${encodeURIComponent(id)}`, { method: "DELETE" }));
    return true;
  },
};

async function cancel(model: ModelSpec, batchId: string): Promise<void> {
  await fetchFrom(api, model, `batches/${encodeURIComponent(batchId)}/cancel`, { method: "POST" });
}

const findBatch = (model: ModelSpec, batchId: string) =>
  askProvider(api, model, `batches/${encodeURIComponent(batchId)}`, { schema: batchState });

function lineOf({ name, capabilities }: ModelSpec, { id, prompt, outputTokensMax }: BatchedCall) {
  return {
    custom_id: id,
    method: "POST",
    url: endpoint,
    body: {
      model: name,
      max_completion_tokens: outputTokensMax,
      // As providers.ts asks it at once: an answer isn't cut off before it began.
      ...(capabilities?.includes("reasoning") && { reasoning_effort: "low" }),
      messages: [{ role: "system", content: prompt.instructions }, ...prompt.messages.map(toMessage)],
    },
  };
}

const ended: ReadonlySet<string> = new Set(["completed", "failed", "expired", "cancelled"]);
const withId = z.object({ id: z.string() });
const batchState = z.object({
  status: z.string(),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
});
const completionSchema = z.object({
  choices: z.array(
    z.object({ finish_reason: z.string().nullish(), message: z.object({ content: z.string().nullish() }) }),
  ),
  usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int() }),
});

/** Only a call that succeeded has a completion: others aren't charged for. */
const resultLine = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.literal(200), body: completionSchema }),
});

function resultOf({ choices: [choice], usage }: z.infer<typeof completionSchema>): BatchedResult {
  const isDeclined = choice?.finish_reason === "content_filter";
  return {
    text: (!isDeclined && choice?.message.content) || null,
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
  };
}
