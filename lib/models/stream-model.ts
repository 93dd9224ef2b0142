import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4Message,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { z } from "zod";
import type { Prompt } from "../prompts/answer-prompt.ts";

export type StreamPart = Exclude<LanguageModelV4StreamPart, { type: "error" }>;
export type StreamUsage = LanguageModelV4Usage;
export type FinishReason = LanguageModelV4FinishReason["unified"];

export type StreamSettings = Pick<LanguageModelV4CallOptions, "maxOutputTokens" | "providerOptions"> & {
  signal: AbortSignal;
};

/**
 * Calls a model once and gives each part of its stream to `onPart`, as the provider's SDK makes it. Throws what the provider or `onPart`
 * threw, an error within the stream, or the signal's reason, and then leaves the call. The AI SDK's streamText would pipe each part
 * through streams for tools, steps and replays, which an answer doesn't have; they took more time than all else that is done with a word.
 */
export async function streamModel(
  model: LanguageModelV4,
  prompt: Prompt,
  { signal, ...settings }: StreamSettings,
  onPart: (part: StreamPart) => void,
): Promise<void> {
  signal.throwIfAborted();
  const { stream } = await model.doStream({ ...settings, prompt: toMessages(prompt), abortSignal: signal });
  const reader = stream.getReader();
  const leave = () => void reader.cancel(signal.reason).catch(() => {}); // it has failed by itself
  signal.addEventListener("abort", leave, { once: true });
  if (signal.aborted) leave(); // while the call was being made
  try {
    for (;;) {
      const { value, done } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      if (value.type === "error") throw toError(value.error);
      onPart(value);
    }
  } catch (error) {
    leave();
    throw error;
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

const said = z
  .union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)])
  .catch("an error within the stream");

/** What providers say in the middle of a stream comes as they sent it from some SDKs. Of that the message goes on, to the log. */
const toError = (given: unknown) => (given instanceof Error ? given : new Error(said.parse(given)));

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
