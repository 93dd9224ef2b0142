import { z } from "zod";
import type { AcceptedRequest } from "./accepted-request.ts";
import { tokenCount } from "./chat-completion.ts";
import { embedText } from "./embed-text.ts";
import { parseOrReject } from "./http-error.ts";
import { requireModel } from "./models.ts";

const dimensionsDefault = 256;
/** OpenAI's own limit. */
const inputsMax = 2048;

const text = z.string().min(1, "input cannot be an empty string");
const tokenIds = z.array(z.int().min(0)).min(1);

const embeddingsSchema = z.object({
  model: z.string(),
  input: z.union([
    text,
    tokenIds,
    z.array(text).min(1).max(inputsMax),
    z.array(tokenIds).min(1).max(inputsMax),
  ]),
  dimensions: z.int().min(1).max(4096).nullish(),
  encoding_format: z.enum(["float", "base64"]).nullish(),
});

/** Reads a `POST /v1/embeddings`; throws a 400 or 404 in OpenAI's words. Token ids are embedded like words. */
export function readEmbeddingsRequest(body: unknown): AcceptedRequest {
  const request = parseOrReject(embeddingsSchema, body);
  requireModel(request.model, "embedding");
  const inputs = textsOf(request.input);
  const tokens = inputs.reduce((sum, input) => sum + tokenCount(input.length), 0);
  return {
    model: request.model,
    userText: inputs.join("\n"),
    reply: ({ isEmpty }) => {
      const data = (isEmpty ? [] : inputs).map((input, index) => {
        const vector = embedText(input, request.dimensions ?? dimensionsDefault);
        return { object: "embedding", index, embedding: encode(vector, request.encoding_format ?? "float") };
      });
      const usage = { prompt_tokens: tokens, total_tokens: tokens };
      return {
        kind: "json",
        body: JSON.stringify({ object: "list", model: request.model, data, usage }),
        wordCount: 0,
      };
    },
  };
}

function textsOf(input: z.output<typeof embeddingsSchema>["input"]): string[] {
  if (typeof input === "string") return [input];
  if (isTokenIds(input)) return [input.join(" ")];
  return input.map((item) => (typeof item === "string" ? item : item.join(" ")));
}

function isTokenIds(input: readonly unknown[]): input is number[] {
  return typeof input[0] === "number";
}

/** base64 holds 32-bit floats, little-endian, as OpenAI sends them. */
function encode(vector: Float32Array, format: "float" | "base64"): number[] | string {
  if (format === "float") return [...vector];
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString("base64");
}
