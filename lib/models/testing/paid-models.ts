import { MockLanguageModelV4, simulateReadableStream } from "ai/test";
import { extractiveModel, type ModelSpec } from "../catalog.ts";
import { liveModels, type Models } from "../live-models.ts";

/** A model that costs 1 USD per million tokens read and 4 per million written, for tests. */
export const paidModel: ModelSpec = {
  ...extractiveModel,
  id: "test/paid",
  provider: "openai",
  name: "paid",
  inputPrice: 1,
  outputPrice: 4,
};

/** What each of its answers uses, 140 millionths of a US dollar. */
export const answerMicroUsd = 140;
const usage = {
  inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 10, text: 10, reasoning: 0 },
};

/** The paid model before the built-in one. It writes `text` when `mayWrite` lets it. */
export function paidModels(text: string, mayWrite: () => Promise<unknown>): Models {
  const model = new MockLanguageModelV4({
    doStream: async () => {
      await mayWrite();
      const chunks = [
        { type: "text-start" as const, id: "1" },
        { type: "text-delta" as const, id: "1", delta: text },
        { type: "text-end" as const, id: "1" },
        { type: "finish" as const, finishReason: { unified: "stop" as const, raw: "stop" }, usage },
      ];
      return { stream: simulateReadableStream({ chunks }) };
    },
  });
  return {
    ...liveModels,
    list: () => [paidModel, ...liveModels.list()],
    chatChain: () => [paidModel, extractiveModel],
    find: (id) => (id === paidModel.id ? paidModel : liveModels.find(id)),
    language: (spec) => (spec.id === paidModel.id ? model : liveModels.language(spec)),
  };
}
