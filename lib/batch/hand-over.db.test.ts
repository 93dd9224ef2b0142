import { randomUUID } from "node:crypto";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cancelBatch, createBatch, findBatch, loadBatchResults } from "../../db/batches.ts";
import { asSystem } from "../../db/client.ts";
import { createProvider } from "../../db/model-providers.ts";
import { findRequestRecord } from "../../db/request-records.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { finishAfterwards } from "../afterwards.ts";
import { extractiveModel } from "../models/catalog.ts";
import { completeModel } from "../models/complete-model.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import { type ModelSpec, modelSpec } from "../models/model-spec.ts";
import { renewProviders } from "../models/provider-settings.ts";
import type { Principal } from "../turn.ts";
import { createBatchRunner } from "./run-batches.ts";
import { tidyProviders } from "./tidy-providers.ts";

let provider: FakeProvider;
let person: Principal;
/** 10 USD per million tokens read and 40 per million written, and half of that in a batch. */
const price = { inputPrice: 10, outputPrice: 40 };
const spec: ModelSpec = modelSpec({
  provider: "batching",
  name: "fake-large",
  kind: "chat",
  capabilities: ["batch"],
  ...price,
});

const query = (text: string, values: unknown[] = []) => asSystem((tx) => tx.$client.query(text, values));

beforeAll(async () => {
  provider = await startFakeProvider();
  const model = {
    ...completeModel({ kind: "chat", name: "fake-large" }, { kind: "openai", residency: "external" }),
    ...price,
  };
  await createProvider({
    name: "batching",
    kind: "openai",
    baseUrl: `${provider.url}/v1`,
    sealedKey: null,
    keyHint: null,
    residency: "external",
    concurrencyMax: null,
    chaosShare: 0,
    models: [model],
  });
  await renewProviders({ isUrgent: true });
});
afterAll(async () => {
  await query("DELETE FROM model_providers");
  await provider.close();
});
beforeEach(async () => {
  provider.reset();
  await query("UPDATE batches SET status = 'done' WHERE status IN ('queued', 'running')");
  await query("DELETE FROM provider_batches");
  person = (await createTestTenant()).owner;
  await ingestText(person, {
    fileName: "policy.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night.",
  });
});

const models: Models = {
  ...liveModels,
  list: () => [spec, ...liveModels.list()],
  chatChain: () => [spec, extractiveModel],
  find: (id) => (id === spec.id ? spec : liveModels.find(id)),
  language: (asked) =>
    asked.id === spec.id
      ? createOpenAICompatible({ name: "batching", baseURL: `${provider.url}/v1`, includeUsage: true })(
          spec.name,
        )
      : liveModels.language(asked),
};

async function begin(count: number): Promise<string> {
  const id = randomUUID();
  const items = Array.from({ length: count }, (_, i) => ({
    line: i + 1,
    customId: `q${i + 1}`,
    request: { question: `How much may a hotel cost in town ${i + 1}?`, model: "auto", collectionIds: null },
  }));
  await createBatch(person, { id, name: "Hotels", completionWindow: "24h", items });
  return id;
}

/** As if the time until the provider is asked again were over. */
async function goOn(id: string): Promise<void> {
  await query("UPDATE batches SET waits_until = now() WHERE id = $1 AND waits_until IS NOT NULL", [id]);
  const runner = createBatchRunner(models);
  await runner.tick();
  await runner.idle();
  await finishAfterwards();
}

const calls = (path: string) => provider.requests().filter((request) => request.path === path).length;

async function booked() {
  const { rows } = await query(
    `SELECT (SELECT coalesce(sum(spent_micro_usd), 0) FROM budget_periods WHERE tenant_id = $1)::int AS spent,
            (SELECT coalesce(sum(cost_micro_usd), 0) FROM usage_events WHERE tenant_id = $1)::int AS ledger,
            (SELECT count(*) FROM budget_holds WHERE tenant_id = $1)::int AS holds`,
    [person.tenantId],
  );
  return rows[0];
}

const kept = async () => (await query("SELECT * FROM provider_batches")).rows;
const makeDue = () => query("UPDATE provider_batches SET next_try_at = now()");

/** In the order of the questions. */
async function records() {
  const { rows } = await query(
    `SELECT r.request_id AS "requestId", r.outcome, r.calls, r.input_tokens AS "inputTokens", r.output_tokens AS "outputTokens",
            r.cost_micro_usd::int AS "costMicroUsd"
     FROM request_records r JOIN batch_items i USING (tenant_id, conversation_id) WHERE tenant_id = $1 ORDER BY i.ordinal`,
    [person.tenantId],
  );
  return rows;
}

const cap = (microUsd: number) =>
  query("UPDATE tenants SET monthly_budget_micro_usd = $2 WHERE id = $1", [person.tenantId, microUsd]);

describe("a batch whose person can wait a day", () => {
  test("is handed over to its provider, and its answers are cited, checked, and paid for at half the price", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    await cap(1_000_000_000);
    const id = await begin(3);
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { handedOver: 3 } });
    expect(calls("/v1/batches")).toBe(1);
    expect((await booked()).holds).toBeGreaterThan(0);

    await goOn(id); // the provider is still at it
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { handedOver: 3 } });
    await goOn(id);
    const batch = await findBatch(person, id);
    expect(batch).toMatchObject({ status: "done", counts: { done: 3 } });
    expect(calls("/v1/chat/completions")).toBe(0);

    const results = await loadBatchResults(person, id, { limit: 10 });
    for (const { answer, usage } of results) {
      expect(answer).toMatchObject({ status: "complete", modelId: spec.id, supportShare: 1 });
      expect(answer?.citations).toMatchObject([{ quote: "A hotel may cost 140 euros a night." }]);
      const { inputTokens = 0, outputTokens = 0, costMicroUsd } = usage ?? {};
      expect(inputTokens).toBeGreaterThan(0);
      expect(costMicroUsd).toBe(Math.ceil((inputTokens * 10 + outputTokens * 40) / 2));
    }
    expect(await booked()).toEqual({ spent: batch.spentMicroUsd, ledger: batch.spentMicroUsd, holds: 0 });
  });

  test("is booked as it was, and once, where booking broke off", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    await cap(1_000_000_000);
    const id = await begin(2);
    await goOn(id);
    await goOn(id);
    await query(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''broken''; END'`);
    await query("CREATE TRIGGER fail BEFORE INSERT ON usage_events FOR EACH ROW EXECUTE FUNCTION fail()");
    await goOn(id);
    await query("DROP FUNCTION fail CASCADE");
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { handedOver: 2 } });
    await goOn(id);
    const batch = await findBatch(person, id);
    expect(batch).toMatchObject({ status: "done", counts: { done: 2 } });
    expect(await booked()).toEqual({ spent: batch.spentMicroUsd, ledger: batch.spentMicroUsd, holds: 0 });
  });

  test("leaves one record for each question, of all that it took, and none before it's answered", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    const id = await begin(2);
    await goOn(id);
    expect(await records()).toEqual([]);
    await goOn(id);
    await goOn(id);
    const results = await loadBatchResults(person, id, { limit: 2 });
    const recorded = await records();
    expect(recorded).toEqual(
      results.map(({ requestId, usage }) => ({
        requestId,
        outcome: "complete",
        calls: recorded[0]?.calls,
        inputTokens: usage?.inputTokens,
        outputTokens: usage?.outputTokens,
        costMicroUsd: usage?.costMicroUsd,
      })),
    );
    const { calls } = await findRequestRecord(person, recorded[0]?.requestId ?? "");
    expect(calls).toHaveLength(recorded[0]?.calls ?? 0);
    expect(calls.find(({ feature }) => feature === "answer")).toMatchObject({
      modelId: spec.id,
      outcome: "ok",
    });
  });

  test("leaves no file at its provider once its answers are fetched", async () => {
    provider.script({ match: { contains: "town 2" }, failure: { kind: "status", status: 500 } });
    const id = await begin(2);
    await goOn(id);
    expect(provider.files()).toHaveLength(3); // questions, answers, errors
    await goOn(id);
    expect(provider.files()).toHaveLength(3);
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done" });
    expect(provider.files()).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  test("has its files deleted by the sweep where the provider refused to at first", async () => {
    const id = await begin(1);
    await goOn(id);
    await cancelBatch(person, id);
    provider.script({ match: { path: "/v1/files" }, failure: { kind: "status", status: 503 } });
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "cancelled" });
    expect(provider.files()).toHaveLength(2);
    await tidyProviders();
    expect(provider.files()).toHaveLength(2); // it isn't due
    await makeDue();
    await tidyProviders();
    expect(provider.files()).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  test("has its file deleted by the sweep where the provider didn't take the batch", async () => {
    provider.script({ match: { path: "/v1/batches" }, failure: { kind: "status", status: 500 } });
    const id = await begin(1);
    await goOn(id); // it's answered as usual
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done" });
    expect(provider.files()).toHaveLength(1);
    await makeDue();
    await tidyProviders();
    expect(provider.files()).toEqual([]);
  });

  test("is stopped and deleted at its provider where its workspace is deleted", async () => {
    const id = await begin(1);
    await goOn(id);
    await makeDue();
    await tidyProviders();
    expect(provider.files()).toHaveLength(2); // a question waits for them
    await query("DELETE FROM tenants WHERE id = $1", [person.tenantId]);
    await tidyProviders();
    await makeDue();
    await tidyProviders();
    expect(calls("/v1/batches/batch_1/cancel")).toBe(1);
    expect(provider.files()).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  test("has what its provider failed answered as usual", async () => {
    provider.script({ match: { contains: "town 2" }, failure: { kind: "status", status: 500 } });
    const id = await begin(2);
    await goOn(id);
    await goOn(id);
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { done: 2 } });
    expect(calls("/v1/chat/completions")).toBe(1);
  });

  test("is answered as usual where the documents have changed meanwhile", async () => {
    const id = await begin(1);
    await goOn(id);
    await goOn(id);
    await ingestText(person, {
      fileName: "new.md",
      text: "# Travel\n\nA hotel may cost 150 euros a night in town 1.",
    });
    await goOn(id);
    expect(calls("/v1/chat/completions")).toBe(1);
    const [result] = await loadBatchResults(person, id, { limit: 1 });
    expect(result?.answer?.text).toContain("150");
  });

  test("is cancelled at its provider too", async () => {
    const id = await begin(1);
    await goOn(id);
    await cancelBatch(person, id);
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "cancelled", counts: { cancelled: 1 } });
    expect(provider.requests().some(({ path }) => /^\/v1\/batches\/[^/]+\/cancel$/.test(path))).toBe(true);
    expect(provider.files()).toEqual([]);
  });
});
