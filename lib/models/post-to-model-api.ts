import {
  createJsonErrorResponseHandler,
  createJsonResponseHandler,
  postJsonToApi,
} from "@ai-sdk/provider-utils";
import { z } from "zod";
import { fetchWithoutRedirects } from "./fetch-without-redirects.ts";

export interface ModelApiCall<T> {
  /** With or without a slash at its end. */
  baseUrl: string;
  path: string;
  /** A server that wants none gets none. */
  apiKey: string | undefined;
  body: unknown;
  /** What is read of the answer. */
  schema: z.ZodType<T>;
  headers?: Record<string, string | undefined>;
  abortSignal?: AbortSignal;
}

/** What servers answer to a request that they refuse: each in its own shape, all with a sentence somewhere. */
const refusalSchema = z.union([
  z.object({ error: z.object({ message: z.string() }) }),
  z.object({ error: z.string() }),
  z.object({ detail: z.union([z.string(), z.array(z.unknown())]) }),
  z.object({ message: z.string() }),
]);

/** Posts JSON to a model's server. Throws the AI SDK's APICallError, by which its functions know what is worth another try. */
export async function postToModelApi<T>({
  baseUrl,
  path,
  apiKey,
  body,
  schema,
  headers,
  abortSignal,
}: ModelApiCall<T>) {
  const { value, responseHeaders, rawValue } = await postJsonToApi({
    url: `${baseUrl.replace(/\/+$/, "")}/${path}`,
    headers: { ...(apiKey && { authorization: `Bearer ${apiKey}` }), ...headers },
    body,
    failedResponseHandler: createJsonErrorResponseHandler({
      errorSchema: refusalSchema,
      errorToMessage: sentenceOf,
    }),
    successfulResponseHandler: createJsonResponseHandler(schema),
    abortSignal,
    fetch: fetchWithoutRedirects,
  });
  return { value, response: { headers: responseHeaders, body: rawValue } };
}

function sentenceOf(refusal: z.infer<typeof refusalSchema>): string {
  if ("detail" in refusal) return JSON.stringify(refusal.detail);
  if ("message" in refusal) return refusal.message;
  return typeof refusal.error === "string" ? refusal.error : refusal.error.message;
}
