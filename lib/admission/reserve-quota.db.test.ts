import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { settleBudget } from "../../db/budget.ts";
import { createBudget } from "../../db/budgets.ts";
import { asSystem } from "../../db/client.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { makeTurn } from "../../db/testing/make-turn.ts";
import { limits } from "../limits.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import { paidModel, paidModels } from "../models/testing/paid-models.ts";
import { type TenantPolicy, tenantPolicySchema } from "../tenant-policy.ts";
import type { Principal, Turn } from "../turn.ts";
import { modelsWithinQuota } from "./models-within-quota.ts";
import { reserveQuota } from "./reserve-quota.ts";
import { sumOf, worstCase } from "./worst-case.ts";

let principal: Principal;
let turn: Turn;

beforeEach(async () => {
  principal = (await createTestTenant()).owner;
  turn = makeTurn(principal, "How much may a hotel cost?");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const cheapModel: ModelSpec = {
  ...paidModel,
  id: "test/cheap",
  name: "cheap",
  inputPrice: 0.1,
  outputPrice: 0.4,
};
const candidates = [paidModel, cheapModel, extractiveModel];
const models = paidModels("", async () => undefined);

const policyOf = (budget: Partial<TenantPolicy["budget"]> = {}) => tenantPolicySchema.parse({ budget });
const reserve = (
  budget?: Partial<TenantPolicy["budget"]>,
  change: Partial<Turn> = {},
  all: Models = models,
) => reserveQuota({ ...turn, ...change }, candidates, { policy: policyOf(budget), scope: [], models: all });

/** What a turn may cost with these models and this much to write. */
const worst = (of: ModelSpec[], outputTokens: number, { policy = policyOf(), all = models } = {}) =>
  sumOf(
    worstCase({
      turn,
      candidates: of,
      embeddingModelIds: [],
      models: all,
      outputTokens,
      policy,
      isJudged: true,
    }),
  ).microUsd;

const capAt = (microUsdMax: number) =>
  createBudget(principal, {
    scope: "tenant",
    subject: null,
    period: "day",
    microUsdMax,
    tokensMax: null,
    isHard: true,
  });

async function held(): Promise<number> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query("SELECT coalesce(sum(micro_usd), 0)::int AS n FROM budget_holds WHERE tenant_id = $1", [
      principal.tenantId,
    ]),
  );
  return rows[0].n;
}

describe("a quota", () => {
  test("holds the worst case of the dearest candidate", async () => {
    await capAt(1_000_000);
    const quota = await reserve();
    expect(quota).toMatchObject({ candidates, isFree: false, notices: [] });
    expect(await held()).toBe(worst([paidModel], quota.outputTokensMax));
    expect(quota.reserved?.microUsd).toBe(await held());
  });

  test("says which share of the tightest budget is left, so that routing can be thrifty with it", async () => {
    expect(await reserve()).toMatchObject({ leftShare: 1 });
    await capAt(1_000_000);
    const first = await reserve();
    expect(first.leftShare).toBe(1);
    const next = await reserve();
    expect(next.leftShare).toBeCloseTo(1 - (first.reserved?.microUsd ?? 0) / 1_000_000, 9);
    await settleBudget(principal, first.hold, [{ feature: "answer", microUsd: 600_000, tokens: 0 }]);
    await settleBudget(principal, next.hold, []);
    expect((await reserve()).leftShare).toBeCloseTo(0.4, 9);
  });

  test("is shorter where the budget leaves less, and a whole answer at least", async () => {
    await capAt(worst([paidModel], 1000));
    const quota = await reserve();
    expect(quota.outputTokensMax).toBeGreaterThan(940);
    expect(quota.outputTokensMax).toBeLessThanOrEqual(1000);
    expect(quota.candidates).toEqual(candidates);
    await settleBudget(principal, quota.hold, []);
    await expect(reserve({}, {}, models)).resolves.toBeDefined();
  });

  test("that the budget doesn't cover is refused, with what is left and when to come back", async () => {
    await capAt(1000);
    await expect(reserve()).rejects.toMatchObject({
      code: "budget_exhausted",
      status: 429,
      publicMessage: expect.stringMatching(/budget for today is used up: \$0\.00 is left.*midnight/),
      retryAfterSeconds: expect.any(Number),
    });
    expect(await held()).toBe(0);
  });

  test("goes to the cheapest model that fits where the tenant wants that, and to quoted sentences where none does", async () => {
    await capAt(worst([cheapModel], 2000));
    const quota = await reserve({ onExhausted: "cheapest" });
    expect(quota).toMatchObject({
      candidates: [cheapModel, extractiveModel],
      notices: [{ kind: "degraded" }],
    });
    const none = await reserve({ onExhausted: "cheapest" });
    expect(none).toMatchObject({ candidates: [extractiveModel], isFree: true, reserved: null });
  });

  test("is quoted sentences where the tenant wants that", async () => {
    await capAt(1000);
    const quota = await reserve({ onExhausted: "extractive" });
    expect(quota).toMatchObject({
      candidates: [extractiveModel],
      isFree: true,
      notices: [{ kind: "degraded" }],
    });
    expect(await held()).toBe(0);
  });

  test("keeps to what one question may cost", async () => {
    const requestMicroUsdMax = worst([paidModel], 1500);
    const quota = await reserve({ requestMicroUsdMax });
    expect(worst([paidModel], quota.outputTokensMax)).toBeLessThanOrEqual(requestMicroUsdMax);
    expect(await reserve({ requestMicroUsdMax: 1 })).toMatchObject({ isFree: true });
  });

  test("leaves out the models that one question can't pay for, and tells whoever asked for one", async () => {
    const requestMicroUsdMax = worst([cheapModel], 2000);
    const quota = await reserve({ requestMicroUsdMax });
    expect(quota).toMatchObject({ candidates: [cheapModel, extractiveModel], isFree: false, notices: [] });
    const asked = await reserve({ requestMicroUsdMax }, { model: paidModel.id });
    expect(asked).toMatchObject({
      candidates: [cheapModel, extractiveModel],
      notices: [{ kind: "degraded", text: expect.stringContaining("test/paid would cost more") }],
    });
  });

  test("binds what one question may cost where there's no budget, too: another call than reserved is refused", async () => {
    const microUsd = worst([paidModel], 1500);
    const quota = await reserve({ requestMicroUsdMax: microUsd });
    expect(quota.hold).toEqual({ id: null });
    const meter = { parts: () => [{ feature: "answer" as const, microUsd, tokens: 0 }] };
    const within = modelsWithinQuota(models, quota, { question: turn.question, meter });
    expect(() => within.language(paidModel)).toThrow(expect.objectContaining({ code: "budget_exhausted" }));
  });

  test("covers condensing and reranking as well", async () => {
    await capAt(10_000_000);
    const alone = await reserve();
    const history = [{ role: "user" as const, text: "Hello" }];
    const reranker: ModelSpec = {
      ...paidModel,
      id: "test/rerank",
      kind: "rerank",
      inputPrice: 0,
      outputPrice: 0,
      callPrice: 2,
    };
    const all = { ...models, rerankModel: () => reranker };
    const more = await reserve({}, { history }, all);
    const condensing = more.reserved!.microUsd - alone.reserved!.microUsd - 4000; // two calls at 2 USD per thousand
    expect(condensing).toBeGreaterThan(1000);
  });

  test("covers moderation and a judge where the tenant wants these", async () => {
    const policy = tenantPolicySchema.parse({
      guards: { usesModeration: true },
      checks: { usesJudge: true },
    });
    const moderation: ModelSpec = { ...paidModel, id: "test/mod", kind: "moderation", callPrice: 1 };
    const all = { ...models, judgeModel: () => paidModel, moderationModel: () => moderation };
    await capAt(10_000_000);
    const plain = await reserve({}, {}, all);
    expect(plain.reservedForJudge).toEqual({ microUsd: 0, tokens: 0 });
    const checked = await reserveQuota(turn, candidates, { policy, scope: [], models: all });
    const forJudge = checked.reservedForJudge!.microUsd;
    expect(forJudge).toBeGreaterThan(8 * 4000);
    expect(checked.reserved!.microUsd).toBe(plain.reserved!.microUsd + 1000 + forJudge);
  });

  test("leaves the judge out rather than the answer", async () => {
    const policy = tenantPolicySchema.parse({ checks: { usesJudge: true } });
    const all = { ...models, judgeModel: () => paidModel };
    await capAt(worst([paidModel], 1000));
    const quota = await reserveQuota(turn, candidates, { policy, scope: [], models: all });
    expect(quota).toMatchObject({ candidates, reservedForJudge: { microUsd: 0, tokens: 0 } });
    const meter = { parts: () => [] };
    const within = modelsWithinQuota(all, quota, { question: turn.question, meter });
    expect(within.judgeModel(policy)).toBeNull();
    expect(within.language(paidModel)).toBeDefined();
  });

  test("is refused to a batch that waits, where everybody else gets quoted sentences for an hour", async () => {
    vi.stubEnv("SPEND_PER_HOUR_MAX_USD", "0.000001");
    vi.resetModules();
    const { reserveQuota: reserveAnew } = await import("./reserve-quota.ts");
    const asked = { policy: policyOf(), scope: [], models };
    await expect(reserveAnew({ ...turn, source: "batch" }, candidates, asked)).rejects.toMatchObject({
      code: "budget_exhausted",
    });
  });

  test("past the server's hourly cap is quoted sentences, whatever the tenant wants", async () => {
    vi.stubEnv("SPEND_PER_HOUR_MAX_USD", "0.000001");
    vi.resetModules();
    const { reserveQuota: reserveAnew } = await import("./reserve-quota.ts");
    const quota = await reserveAnew(turn, candidates, { policy: policyOf(), scope: [], models });
    expect(quota).toMatchObject({ isFree: true, notices: [{ text: expect.stringContaining("in an hour") }] });
  });

  test("asks for nothing where only the built-in models may answer", async () => {
    await capAt(1);
    const free = await reserveQuota(turn, [extractiveModel], {
      policy: policyOf(),
      scope: [],
      models: { ...liveModels, chatChain: () => [extractiveModel] },
    });
    expect(free).toMatchObject({ hold: { id: null }, candidates: [extractiveModel], notices: [] });
  });
});

describe("the models within a quota", () => {
  const quota = {
    reserved: { microUsd: 30_000, tokens: 1e9 },
    reservedForAnswer: { microUsd: 30_000, tokens: 1e9 },
    reservedForJudge: { microUsd: 0, tokens: 0 },
    isFree: false,
    outputTokensMax: 1000,
  };
  const spentSoFar = (microUsd: number) => ({
    parts: () => [{ feature: "answer" as const, microUsd, tokens: 0 }],
  });
  const within = (change: Partial<typeof quota>, microUsd: number) =>
    modelsWithinQuota(models, { ...quota, ...change }, { question: "How?", meter: spentSoFar(microUsd) });

  test("are handed out while the hold covers one more call", () => {
    expect(within({}, 0).language(paidModel)).toBeDefined();
    expect(() => within({}, 25_000).language(paidModel)).toThrow(
      expect.objectContaining({ code: "budget_exhausted" }),
    );
    expect(within({}, 25_000).language(extractiveModel)).toBeDefined();
  });

  test("write an answer for what was reserved for it, not for what reranking would have been", () => {
    const reservedForAnswer = { microUsd: 20_000, tokens: 1e9 };
    expect(within({ reservedForAnswer }, 0).language(paidModel)).toBeDefined();
    expect(() => within({ reservedForAnswer }, 15_000).language(paidModel)).toThrow(
      expect.objectContaining({ code: "budget_exhausted" }),
    );
  });

  test("give a judge its own share: answers don't eat into it, and its calls are counted out", () => {
    const reservedForJudge = { microUsd: 10_000, tokens: 50_000 };
    const all = { ...models, judgeModel: () => paidModel };
    const meter = spentSoFar(12_000);
    const within = modelsWithinQuota(all, { ...quota, reservedForJudge }, { question: "How?", meter });
    expect(() => within.language(paidModel)).toThrow(expect.objectContaining({ code: "budget_exhausted" }));
    const judge = within.judgeModel()!;
    for (let call = 0; call < limits.judgedSentencesMax; call++) expect(within.language(judge)).toBeDefined();
    expect(() => within.language(judge)).toThrow(expect.objectContaining({ code: "budget_exhausted" }));
  });

  test("write no more than the hold covers, whatever a stage asks for", async () => {
    const asked: (number | undefined)[] = [];
    const spy = paidModels("", async () => undefined);
    const model = spy.language(paidModel);
    const all = {
      ...spy,
      language: () =>
        ({
          ...model,
          specificationVersion: "v4" as const,
          doStream: async (options: { maxOutputTokens?: number }) => {
            asked.push(options.maxOutputTokens);
            return { stream: new ReadableStream() };
          },
        }) as unknown as ReturnType<Models["language"]>,
    };
    const bound = modelsWithinQuota(all, quota, { question: "How?", meter: spentSoFar(0) }).language(
      paidModel,
    );
    await bound.doStream({ prompt: [], maxOutputTokens: 3000 });
    await bound.doStream({ prompt: [], maxOutputTokens: 300 });
    expect(asked).toEqual([1000, 300]);
  });

  test("of a turn that may cost nothing are the built-in ones alone, for every job", async () => {
    const free = modelsWithinQuota(
      { ...models, rerankModel: () => paidModel },
      { ...quota, isFree: true },
      { question: "How?", meter: spentSoFar(0) },
    );
    expect(free.chatChain()).toEqual([extractiveModel]);
    expect(() => free.language(paidModel)).toThrow(expect.objectContaining({ code: "budget_exhausted" }));
    expect(free.rerankModel()?.provider).toBe("builtin");
    const embedding = free.embed({ texts: ["a"], modelId: paidModel.id, purpose: "query" });
    await expect(embedding).rejects.toMatchObject({ code: "budget_exhausted" });
  });
});
