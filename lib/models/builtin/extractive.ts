import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { abstention } from "../../prompts/answer-prompt.ts";
import { readEvidence, readQuestion } from "../../prompts/evidence.ts";
import { extractAnswer } from "./extract-answer.ts";

const stop = { unified: "stop", raw: undefined } as const;

/** It runs on this machine and costs nothing, so it bills no tokens. */
const noUsage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

/**
 * `builtin/extractive`: a language model that answers with the sentences of the evidence that best answer the question, each
 * with its mark, or abstains. It's asked through the same prompt as any other model and reads the evidence out of it.
 */
export function createExtractiveModel(): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "builtin",
    modelId: "extractive",
    supportedUrls: {},
    async doGenerate({ prompt }) {
      return {
        content: [{ type: "text", text: answer(prompt) }],
        finishReason: stop,
        usage: noUsage,
        warnings: [],
      };
    },
    async doStream({ prompt }) {
      const text = answer(prompt);
      const stream = new ReadableStream<LanguageModelV4StreamPart>({
        start(controller) {
          controller.enqueue({ type: "stream-start", warnings: [] });
          controller.enqueue({ type: "text-start", id: "0" });
          for (const delta of text.match(/\s*\S+/g) ?? [])
            controller.enqueue({ type: "text-delta", id: "0", delta });
          controller.enqueue({ type: "text-end", id: "0" });
          controller.enqueue({ type: "finish", finishReason: stop, usage: noUsage });
          controller.close();
        },
      });
      return { stream };
    },
  };
}

function answer(prompt: LanguageModelV4Prompt): string {
  const asked = lastUserText(prompt);
  const written = /<written>([\s\S]*)<\/written>$/.exec(asked)?.[1] ?? "";
  const said = withoutMarks(written);
  const isWritten = (text: string) => said.includes(withoutMarks(text).replace(/[.!?]+$/, ""));
  const question = readQuestion(asked);
  const found = extractAnswer(question, readEvidence(asked)).filter(({ text }) => !isWritten(text));
  if (found.length === 0) return written ? "" : abstention;
  const sentences = found.map(({ text, n }) => `${text} [${n}]`).join(" ");
  return written ? `\n\n${sentences}` : sentences;
}

/** Another model has its mark before the full stop. */
const withoutMarks = (text: string) => text.replace(/\s*[[【][\d\s,;]*[\]】]/g, "");

function lastUserText(prompt: LanguageModelV4Prompt): string {
  const last = prompt.findLast((message) => message.role === "user");
  return last?.content.map((part) => (part.type === "text" ? part.text : "")).join("") ?? "";
}
