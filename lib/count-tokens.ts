import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";

/**
 * Tokens of a text under OpenAI's o200k_base, which is exact for current OpenAI models and within about a fifth for others.
 * Special tokens in the text are counted as ordinary text, since documents may contain anything.
 */
export function countTokens(text: string): number {
  return countO200k(text, { disallowedSpecial: new Set() });
}
