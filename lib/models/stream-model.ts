import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import type { Prompt } from "../prompts/answer-prompt.ts";

export type { LanguageModelV4StreamPart as StreamPart, LanguageModelV4Usage as StreamUsage };

export type StreamSettings = Pick<LanguageModelV4CallOptions, "maxOutputTokens" | "providerOptions"> & {
  signal: AbortSignal;
};

/**
 * Calls a model once and gives each part of its stream to `onPart`, as the provider's SDK makes it. Throws what the provider or `onPart`
 * threw, or the signal's reason, and then leaves the call. The AI SDK's streamText would pipe each part through streams for tools, steps
 * and replays, which an answer doesn't have; of an answer in words those took more time than all else that is done with a word.
 */
export async function streamModel(
  model: LanguageModelV4,
  prompt: Prompt,
  { signal, ...settings }: StreamSettings,
  onPart: (part: LanguageModelV4StreamPart) => void,
): Promise<void> {
  signal.throwIfAborted();
  const { stream } = await model.doStream({ ...settings, prompt: toMessages(prompt), abortSignal: signal });
  const reader = stream.getReader();
  const leave = () => void reader.cancel(signal.reason).catch(() => {}); // it has failed by itself
  signal.addEventListener("abort", leave, { once: true });
  try {
    for (;;) {
      const { value, done } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      onPart(value);
    }
  } catch (error) {
    leave();
    throw error;
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** The prompt as providers' SDKs take it. */
const toMessages = ({ instructions, messages }: Prompt): LanguageModelV4Message[] => [
  { role: "system", content: instructions },
  ...messages.map(
    ({ content, ...message }): LanguageModelV4Message => ({
      ...message,
      content: [{ type: "text", text: content }],
    }),
  ),
];
