import { MockLanguageModelV4, simulateReadableStream } from "ai/test";
import { expect, test } from "vitest";
import { reserveBudget, settleBudget } from "../../db/budget.ts";
import { createBudget } from "../../db/budgets.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { makeTurn, unreadStream } from "../../db/testing/make-turn.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { answerQuestion } from "../answer-question.ts";
import { extractiveModel } from "../models/catalog.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import { modelSpec } from "../models/model-spec.ts";

const model = (name: string, inputPrice: number) =>
  modelSpec({ provider: "openai", name, kind: "chat", inputPrice, outputPrice: 4 * inputPrice });
const cheap = model("cheap", 0.01);
const strong = model("strong", 0.1);
const usage = {
  inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 10, text: 10, reasoning: 0 },
};
const chunks = [
  { type: "text-start" as const, id: "1" },
  { type: "text-delta" as const, id: "1", delta: "A hotel may cost 140 euros a night [1]." },
  { type: "text-end" as const, id: "1" },
  { type: "finish" as const, finishReason: { unified: "stop" as const, raw: "stop" }, usage },
];
const writer = new MockLanguageModelV4({
  doStream: async () => ({ stream: simulateReadableStream({ chunks }) }),
});
const models: Models = {
  ...liveModels,
  chatChain: () => [cheap, strong, extractiveModel],
  language: (spec) => (spec.id === extractiveModel.id ? liveModels.language(spec) : writer),
};
const difficult =
  "If somebody pays for five nights at once, how much may the hotel cost, and by when are claims due?";

test("a budget that is nearly used up leaves to the cheap model what the strong one would have written, and the trace says so", async () => {
  const { owner: principal } = await createTestTenant();
  await ingestText(principal, {
    fileName: "travel.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night. Claims are due within 30 days of the trip.",
  });
  const cap = { scope: "tenant", subject: null, period: "month", tokensMax: null, isHard: true } as const;
  await createBudget(principal, { ...cap, microUsdMax: 1_000_000 });
  const ask = () =>
    answerQuestion(makeTurn(principal, difficult, { isRegenerated: true }), unreadStream, models);

  const before = await ask();
  expect(before.modelId).toBe(strong.id);
  expect(before.route?.reasons.join(" ")).not.toContain("budget");

  const spent = [{ feature: "answer" as const, microUsd: 990_000, tokens: 0 }];
  const { hold } = (await reserveBudget(principal, spent)) as { hold: { id: string } };
  await settleBudget(principal, hold, spent);
  const after = await ask();
  expect(after.modelId).toBe(cheap.id);
  expect(after.route?.reasons).toContain("1 % of the budget is left.");
  expect(after.route?.difficulty).toBe(before.route?.difficulty);
});
