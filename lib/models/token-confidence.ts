/**
 * How sure a model was of what it wrote: the geometric mean of the probabilities of its tokens, 0 to 1. Of what a model tells of itself
 * that was what found its inventions best (Guerreiro, Voita & Martins 2023, "Looking for a Needle in a Haystack"). It overrates long texts,
 * in which one doubtful number drowns; learned quantiles do better (Gupta et al. 2024, "Language Model Cascades"), but have to be learned
 * for each model and task.
 */
import type { SharedV4ProviderMetadata, SharedV4ProviderOptions } from "@ai-sdk/provider";
import { APICallError } from "ai";
import { z } from "zod";
import type { ModelSpec } from "./model-spec.ts";
import { readFailure } from "./read-failure.ts";

/** What the SDK for OpenAI-compatible servers is told that it's called, by which it reads its options: never as an operator named it. */
export const compatibleName = "openaiCompatible";

/** Where a provider puts what it tells of tokens: OpenAI's SDK does so by itself, for other servers `readLogprobs` does. */
const tokensSchema = z.array(z.object({ logprob: z.number() }));

/** Below it all tokens count alike. Servers say -9999 for what isn't among the likeliest, and one of those would be the whole mean. */
const logprobMin = Math.log(1e-6);

/** `globalThis` because Next may load this module more than once in a process. */
const shared = globalThis as { lecternReticentModels?: Set<string> };

/**
 * What a call asks for so that it tells how sure its model is; undefined for models that don't tell, and for those that have refused a
 * call that asked.
 */
export function askForLogprobs({
  id,
  capabilities,
}: Pick<ModelSpec, "id" | "capabilities">): SharedV4ProviderOptions | undefined {
  if (!capabilities?.includes("logprobs") || shared.lecternReticentModels?.has(id)) return undefined;
  return { [compatibleName]: { logprobs: true }, openai: { logprobs: 1 } }; // each SDK reads what is under its own name
}

/** Whether a call that asked may have been refused for that: OpenAI's models that reason do so, with 400 or 403. */
export function mayRefuseLogprobs(error: unknown): boolean {
  if (!APICallError.isInstance(error)) return false;
  return readFailure(error).why === "bad_request" || /logprob/i.test(error.responseBody ?? "");
}

/** Has this model not be asked any more, until the process ends. */
export function stopAskingForLogprobs({ id }: Pick<ModelSpec, "id">): void {
  shared.lecternReticentModels ??= new Set();
  shared.lecternReticentModels.add(id);
}

/** How sure the model was, by what its provider told of the call; null where it told nothing. */
export function confidenceOf(metadata: SharedV4ProviderMetadata | undefined): number | null {
  const given = metadata?.openai?.logprobs;
  const tokens = tokensSchema.safeParse(Array.isArray(given) ? given.flat() : null).data ?? [];
  if (tokens.length === 0) return null;
  const sum = tokens.reduce((total, { logprob }) => total + Math.max(logprobMin, Math.min(0, logprob)), 0);
  return Math.exp(sum / tokens.length);
}

const chunkSchema = z.object({
  choices: z.array(z.object({ logprobs: z.object({ content: tokensSchema.nullish() }).nullish() })).min(1),
});

/** Reads the same of an OpenAI-compatible server's answer, whole or by its chunks. */
export const readLogprobs = {
  async extractMetadata({ parsedBody }: { parsedBody: unknown }) {
    return metadataOf(tokensIn(parsedBody));
  },
  createStreamExtractor() {
    const tokens: { logprob: number }[] = [];
    return {
      processChunk: (chunk: unknown) => void tokens.push(...tokensIn(chunk)),
      buildMetadata: () => metadataOf(tokens),
    };
  },
};

const tokensIn = (given: unknown) => {
  const [choice] = chunkSchema.safeParse(given).data?.choices ?? [];
  return choice?.logprobs?.content ?? [];
};

const metadataOf = (logprobs: { logprob: number }[]) =>
  logprobs.length > 0 ? { openai: { logprobs } } : undefined;
