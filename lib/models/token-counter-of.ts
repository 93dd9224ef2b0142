import { countInRuns } from "../count-tokens.ts";
import { tokenizerOf } from "./catalog.ts";

export type TokenCounter = (text: string) => number;

/** A vocabulary takes a quarter of a second to load, so each is loaded when a document first needs it. */
const vocabularies = {
  cl100k_base: () => import("gpt-tokenizer/encoding/cl100k_base"),
  o200k_base: () => import("gpt-tokenizer/encoding/o200k_base"),
};

/**
 * Counts tokens as the embedding model does: exactly for OpenAI's, by o200k_base for others, whose vocabularies aren't public or
 * would have to be downloaded. Special tokens count as ordinary text, since documents may contain anything.
 */
export async function tokenCounterOf(embeddingModelId: string): Promise<TokenCounter> {
  const { countTokens } = await vocabularies[tokenizerOf(embeddingModelId)]();
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countInRuns(text, (part) => countTokens(part, options));
}
