import { createHash } from "node:crypto";
import type { Prompt } from "../prompts/answer-prompt.ts";
import type { ModelSpec } from "./model-spec.ts";

/**
 * The prompt with a mark up to which its provider is to keep it: behind the last message before the question with its evidence, since
 * the next turn begins with the same. Providers that keep prompts by themselves, and those of which that isn't known, get no mark, nor does
 * a conversation's first question: instructions alone are shorter than what any of them keeps.
 */
export function markCache(prompt: Prompt, { capabilities }: Pick<ModelSpec, "capabilities">): Prompt {
  const last = prompt.messages.findLastIndex(({ role }) => role === "user") - 1;
  if (last < 0 || !capabilities?.includes("cache-markers")) return prompt;
  const providerOptions = { anthropic: { cacheControl: { type: "ephemeral" } } };
  return {
    ...prompt,
    messages: prompt.messages.map((message, i) => (i === last ? { ...message, providerOptions } : message)),
  };
}

/**
 * By what OpenAI finds the server that has kept a prompt's beginning: the same for all answers of a tenant by the same prompt. It's a hash,
 * so that no tenant is told from its name elsewhere; others than OpenAI don't get it (lib/generation/stream-answer.ts).
 */
export const promptCacheKey = (tenantId: string, promptVersion: string) =>
  createHash("sha256").update(`${tenantId} ${promptVersion}`).digest("base64url");
