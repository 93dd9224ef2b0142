/** FaithBench's summarizers as a cheap and a strong model, by their prices when it was made; each of the one kind beside each of the other. */
const strong = ["Anthropic/claude-3-5-sonnet-20240620", "meta-llama/Meta-Llama-3.1-70B-Instruct"];

export const summarizerPairs = {
  /** A provider's cheap one. */
  hosted: { cheap: ["openai/GPT-3.5-Turbo"], strong },
  /** What runs on one's own machine. */
  small: { cheap: ["Qwen/Qwen2.5-7B-Instruct", "mistralai/Mistral-7B-Instruct-v0.3"], strong },
};
export type SummarizerPair = keyof typeof summarizerPairs;
