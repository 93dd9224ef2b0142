/** A batch whose provider is Anthropic, whose batches of messages are another API than OpenAI's files and batches. */
import { randomUUID } from "node:crypto";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cancelBatch, createBatch, findBatch, loadBatchResults } from "../../db/batches.ts";
import { asSystem } from "../../db/client.ts";
import { createProvider } from "../../db/model-providers.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { finishAfterwards } from "../afterwards.ts";
import { extractiveModel } from "../models/catalog.ts";
import { completeModel } from "../models/complete-model.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import { type ModelSpec, modelSpec } from "../models/model-spec.ts";
import { providerKeyPurpose, renewProviders } from "../models/provider-settings.ts";
import { sealSecret } from "../seal.ts";
import type { Principal } from "../turn.ts";
import { createBatchRunner } from "./run-batches.ts";
import { tidyProviders } from "./tidy-providers.ts";

let provider: FakeProvider;
let person: Principal;
/** 10 USD per million tokens read and 40 per million written, and half of that in a batch. */
const price = { inputPrice: 10, outputPrice: 40 };
const spec: ModelSpec = modelSpec({
  provider: "claude",
  name: "fake-large",
  kind: "chat",
  capabilities: ["batch", "cache-markers"],
  ...price,
});

const query = (text: string, values: unknown[] = []) => asSystem((tx) => tx.$client.query(text, values));

beforeAll(async () => {
  provider = await startFakeProvider();
  const known = completeModel(
    { kind: "chat", name: "fake-large" },
    { kind: "anthropic", residency: "external" },
  );
  await createProvider({
    name: "claude",
    kind: "anthropic",
    baseUrl: `${provider.url}/v1`,
    sealedKey: sealSecret("sk-ant-of-ours", providerKeyPurpose),
    keyHint: "…ours",
    residency: "external",
    concurrencyMax: null,
    chaosShare: 0,
    models: [{ ...known, ...price }],
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
  await query("UPDATE tenants SET monthly_budget_micro_usd = 1000000000 WHERE id = $1", [person.tenantId]);
  await ingestText(person, {
    fileName: "policy.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night.",
  });
});

/** What is asked at once goes to the fake as an OpenAI-compatible server: only batches are Anthropic's here. */
const models: Models = {
  ...liveModels,
  list: () => [spec, ...liveModels.list()],
  chatChain: () => [spec, extractiveModel],
  find: (id) => (id === spec.id ? spec : liveModels.find(id)),
  language: (asked) =>
    asked.id === spec.id
      ? createOpenAICompatible({ name: "claude", baseURL: `${provider.url}/v1`, includeUsage: true })(
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

const sent = () => provider.requests().map(({ method, path }) => `${method} ${path}`);
const batchPath = "/v1/messages/batches";

async function booked() {
  const { rows } = await query(
    `SELECT (SELECT coalesce(sum(spent_micro_usd), 0) FROM budget_periods WHERE tenant_id = $1)::int AS spent,
            (SELECT coalesce(sum(cost_micro_usd), 0) FROM usage_events WHERE tenant_id = $1)::int AS ledger,
            (SELECT count(*) FROM budget_holds WHERE tenant_id = $1)::int AS holds`,
    [person.tenantId],
  );
  return rows[0];
}

describe("a batch whose person can wait a day", () => {
  test("is handed over, its answers are cited, checked and paid for at half the price, and nothing is left there", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    const id = await begin(3);
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { handedOver: 3 } });
    const [{ headers, body } = { headers: {}, body: null }] = provider.requests();
    expect(headers).toMatchObject({ "x-api-key": "[redacted]", "anthropic-version": "2023-06-01" });
    expect(headers).not.toHaveProperty("authorization");
    expect(body).toMatchObject({
      requests: [
        {
          custom_id: expect.stringMatching(/^[0-2]$/),
          params: { model: "fake-large", messages: [{ role: "user" }] },
        },
        {},
        {},
      ],
    });

    await goOn(id); // it's still at work
    expect(await findBatch(person, id)).toMatchObject({ counts: { handedOver: 3 } });
    expect((await booked()).holds).toBeGreaterThan(0);
    await goOn(id);
    const batch = await findBatch(person, id);
    expect(batch).toMatchObject({ status: "done", counts: { done: 3 } });
    for (const { answer, usage } of await loadBatchResults(person, id, { limit: 10 })) {
      expect(answer).toMatchObject({ status: "complete", modelId: spec.id, supportShare: 1 });
      const { inputTokens = 0, outputTokens = 0, costMicroUsd } = usage ?? {};
      expect(inputTokens).toBeGreaterThan(0);
      expect(costMicroUsd).toBe(Math.ceil((inputTokens * 10 + outputTokens * 40) / 2));
    }
    expect(await booked()).toEqual({ spent: batch.spentMicroUsd, ledger: batch.spentMicroUsd, holds: 0 });
    expect(sent()).toEqual([
      `POST ${batchPath}`,
      `GET ${batchPath}/msgbatch_1`,
      `GET ${batchPath}/msgbatch_1`,
      `GET ${batchPath}/msgbatch_1/results`,
      `GET ${batchPath}/msgbatch_1`,
      `DELETE ${batchPath}/msgbatch_1`,
    ]);
    expect(provider.files()).toEqual([]);
    expect((await query("SELECT FROM provider_batches")).rows).toEqual([]);
  });

  test("has what Anthropic failed answered as usual", async () => {
    provider.script({
      match: { path: "/v1/messages", contains: "town 2" },
      failure: { kind: "status", status: 500 },
    });
    const id = await begin(2);
    for (let i = 0; i < 3; i++) await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { done: 2 } });
    expect(sent().filter((call) => call === "POST /v1/chat/completions")).toHaveLength(1);
  });

  test("is answered as usual where Anthropic doesn't take it", async () => {
    provider.script({ match: { path: batchPath }, failure: { kind: "status", status: 529 } });
    const id = await begin(1);
    await goOn(id);
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done" });
    expect(provider.files()).toEqual([]);
  });

  test("is canceled there, and deleted once that's done", async () => {
    const id = await begin(1);
    await goOn(id);
    await cancelBatch(person, id);
    await goOn(id);
    expect(await findBatch(person, id)).toMatchObject({ status: "cancelled", counts: { cancelled: 1 } });
    expect(sent()).toContain(`POST ${batchPath}/msgbatch_1/cancel`);
    await query("UPDATE provider_batches SET next_try_at = now()");
    await tidyProviders();
    expect(provider.files()).toEqual([]);
    expect((await query("SELECT FROM provider_batches")).rows).toEqual([]);
  });
});
