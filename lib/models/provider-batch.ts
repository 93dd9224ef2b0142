/**
 * Batches of a provider's own: calls that it makes within a day, for half the price. OpenAI's `POST …/files` and `POST …/batches`; other
 * providers' would be other functions of the same shape.
 */
import { z } from "zod";
import type { Prompt } from "../prompts/answer-prompt.ts";
import { fetchWithoutRedirects } from "./fetch-without-redirects.ts";
import { costMicroUsd, type ModelSpec } from "./model-spec.ts";
import { connectionOf } from "./provider-settings.ts";

/** Of the price of the same call made at once. */
const priceShare = 0.5;
const timeoutMs = 60_000;

/** One call of a batch. */
export interface BatchedCall {
  /** By which its result is told from others. */
  id: string;
  prompt: Prompt;
  outputTokensMax: number;
}

export interface BatchedText {
  text: string;
  inputTokens: number;
  outputTokens: number;
}

/** Whether this model's provider has batches, and we know how to send them. */
export const hasBatches = (model: ModelSpec) =>
  Boolean(model.capabilities?.includes("batch")) && connectionOf(model)?.api === "openai";

/** What a call of a batch costs. */
export const batchedMicroUsd = (model: ModelSpec, inputTokens: number, outputTokens: number) =>
  Math.ceil(priceShare * costMicroUsd(model, inputTokens, outputTokens));

/** What a provider calls what it was given. */
export interface ProviderBatchNames {
  inputFileId: string | null;
  batchId: string | null;
}

/**
 * Hands calls of one model over, and returns the provider's name for their batch. `onFile` is told the name of their file before the
 * provider is asked to begin.
 */
export async function sendProviderBatch(
  model: ModelSpec,
  calls: BatchedCall[],
  onFile: (id: string) => Promise<void>,
): Promise<string> {
  const lines = calls.map(({ id, prompt, outputTokensMax }) =>
    JSON.stringify({
      custom_id: id,
      method: "POST",
      url: "/v1/chat/completions",
      body: {
        model: model.name,
        max_completion_tokens: outputTokensMax,
        messages: [{ role: "system", content: prompt.instructions }, ...prompt.messages.map(toMessage)],
      },
    }),
  );
  const form = new FormData();
  form.set("purpose", "batch");
  form.set("file", new File([lines.join("\n")], "questions.jsonl", { type: "application/jsonl" }));
  const file = await askProvider(model, "files", withId, { method: "POST", body: form });
  await onFile(file.id);
  const batch = await askProvider(model, "batches", withId, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      input_file_id: file.id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
    }),
  });
  return batch.id;
}

/** What came of a batch, by the calls' ids: a call that failed isn't among them. Null while the provider is at it. */
export async function readProviderBatch(
  model: ModelSpec,
  batchId: string,
): Promise<Map<string, BatchedText> | null> {
  const batch = await findBatch(model, batchId);
  if (!ended.has(batch.status)) return null;
  if (!batch.output_file_id) return new Map();
  const path = `files/${encodeURIComponent(batch.output_file_id)}/content`;
  const content = await (await fetchFrom(model, path, {})).text();
  const results = content
    .split("\n")
    .filter(Boolean)
    .map((line) => resultLine.safeParse(readJson(line)).data)
    .flatMap((result) => (result?.response.status_code === 200 ? [result] : []));
  return new Map(
    results.flatMap(({ custom_id, response: { body } }) => {
      const text = body.choices[0]?.message.content;
      const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = body.usage;
      return text ? [[custom_id, { text, inputTokens, outputTokens }] as const] : [];
    }),
  );
}

/** Undefined for what isn't JSON. */
function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Tells the provider to make no more of a batch's calls. */
export async function cancelProviderBatch(model: ModelSpec, batchId: string): Promise<void> {
  await fetchFrom(model, `batches/${encodeURIComponent(batchId)}/cancel`, { method: "POST" });
}

/**
 * Deletes a batch's files, those of the answers too, and is content where they're gone already. False where the provider is still at it: it's
 * then told to stop, and the files can be deleted once it has.
 */
export async function deleteProviderBatch(
  model: ModelSpec,
  { inputFileId, batchId }: ProviderBatchNames,
): Promise<boolean> {
  const batch = batchId === null ? undefined : await unlessGone(findBatch(model, batchId));
  if (batch && batchId !== null && !ended.has(batch.status)) {
    if (batch.status !== "cancelling") await cancelProviderBatch(model, batchId);
    return false;
  }
  const files = [inputFileId, batch?.input_file_id, batch?.output_file_id, batch?.error_file_id];
  for (const id of new Set(files))
    if (id) await unlessGone(fetchFrom(model, `files/${encodeURIComponent(id)}`, { method: "DELETE" }));
  return true;
}

const findBatch = (model: ModelSpec, batchId: string) =>
  askProvider(model, `batches/${encodeURIComponent(batchId)}`, batchState, {});

/** Undefined where the provider says that there is no such thing. */
const unlessGone = <T>(asked: Promise<T>) =>
  asked.catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  });

class Refusal extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

const ended: ReadonlySet<string> = new Set(["completed", "failed", "expired", "cancelled"]);
const withId = z.object({ id: z.string() });
const batchState = z.object({
  status: z.string(),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
});
const resultLine = z.object({
  custom_id: z.string(),
  response: z.object({
    status_code: z.number(),
    body: z.object({
      choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })),
      usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int() }),
    }),
  }),
});

function toMessage({ role, content }: Prompt["messages"][number]) {
  if (typeof content === "string") return { role, content };
  const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
  return { role, content: text };
}

async function askProvider<T>(
  model: ModelSpec,
  path: string,
  schema: z.ZodType<T>,
  init: RequestInit,
): Promise<T> {
  return schema.parse(await (await fetchFrom(model, path, init)).json());
}

/** Throws for what isn't a success, without the body: it may say again what was sent. */
async function fetchFrom(model: ModelSpec, path: string, init: RequestInit): Promise<Response> {
  const connection = connectionOf(model);
  if (!connection) throw new Error(`the provider ${model.provider} isn't set up`);
  const { baseUrl, apiKey } = connection;
  const response = await fetchWithoutRedirects(
    `${(baseUrl ?? "https://api.openai.com/v1").replace(/\/+$/, "")}/${path}`,
    {
      ...init,
      headers: { ...init.headers, ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      signal: AbortSignal.timeout(timeoutMs),
    },
  );
  if (!response.ok)
    throw new Refusal(`${model.provider} answered ${response.status} to ${path}`, response.status);
  return response;
}
