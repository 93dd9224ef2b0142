/** Requests about batches, to any provider that has some. */
import { z } from "zod";
import type { Prompt } from "../prompts/answer-prompt.ts";
import type { Connection } from "./environment-providers.ts";
import { fetchWithoutRedirects } from "./fetch-without-redirects.ts";
import type { ModelSpec } from "./model-spec.ts";
import { connectionOf } from "./provider-settings.ts";

const timeoutMs = 60_000;

/** How one provider's API is reached. */
export interface BatchApi {
  /** Where it is, unless the connection says so. */
  baseUrl: string;
  headers(connection: Connection): Record<string, string>;
}

class Refusal extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Whether a provider may be at what it was asked for though asking failed: it took too long to say so, or what it said can't be read. */
export const mayHaveBegun = (error: unknown) =>
  error instanceof z.ZodError ||
  error instanceof SyntaxError ||
  (error instanceof DOMException && error.name === "TimeoutError");

/** Throws for what isn't a success, without the body: it may say again what was sent. */
export async function fetchFrom(
  api: BatchApi,
  model: ModelSpec,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const connection = connectionOf(model);
  if (!connection) throw new Error(`the provider ${model.provider} isn't set up`);
  const baseUrl = (connection.baseUrl ?? api.baseUrl).replace(/\/+$/, "");
  const response = await fetchWithoutRedirects(`${baseUrl}/${path}`, {
    ...init,
    headers: { ...init.headers, ...api.headers(connection) },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok)
    throw new Refusal(`${model.provider} answered ${response.status} to ${path}`, response.status);
  return response;
}

/** The same, read as this. */
export async function askProvider<T>(
  api: BatchApi,
  model: ModelSpec,
  path: string,
  { schema, ...init }: RequestInit & { schema: z.ZodType<T> },
): Promise<T> {
  return schema.parse(await (await fetchFrom(api, model, path, init)).json());
}

/** A body of JSON to post. */
export const postedJson = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Undefined where the provider says that there is no such thing. */
export const unlessGone = <T>(asked: Promise<T>) =>
  asked.catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  });

/** The lines of a file of results that can be read. */
export function readLines<T>(content: string, schema: z.ZodType<T>): T[] {
  return content
    .split("\n")
    .filter(Boolean)
    .flatMap((line) => schema.safeParse(readJson(line)).data ?? []);
}

/** Undefined for what isn't JSON. */
function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A message as both APIs take it: its role, and text. */
export const toMessage = ({ role, content }: Prompt["messages"][number]) => ({ role, content });
