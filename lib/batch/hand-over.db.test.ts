import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cancelBatch, findBatch, loadBatchResults } from "../../db/batches.ts";
import { findRequestRecord } from "../../db/request-records.ts";
import { changeTenantPolicy } from "../../db/tenant-policy.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { callModel, forgetFailures, isResting } from "../models/call-model.ts";
import { extractiveModel } from "../models/catalog.ts";
import { ModelFailure } from "../models/failover-policy.ts";
import type { Models } from "../models/live-models.ts";
import type { ModelSpec } from "../models/model-spec.ts";
import { renewProviders } from "../models/provider-settings.ts";
import type { Principal } from "../turn.ts";
import { createBatchRunner } from "./run-batches.ts";
import {
  addBatchingProvider,
  beginBatch,
  booked,
  cap,
  goOn,
  newPerson,
  query,
} from "./testing/batching-provider.ts";
import { tidyProviders } from "./tidy-providers.ts";

let provider: FakeProvider;
let spec: ModelSpec;
let models: Models;
let person: Principal;

beforeAll(async () => {
  provider = await startFakeProvider();
  const { url } = provider;
  // What is asked at once goes to the fake as an OpenAI-compatible server.
  const language = createOpenAICompatible({ name: "fake", baseURL: `${url}/v1`, includeUsage: true })(
    "fake-large",
  );
  ({ spec, models } = await addBatchingProvider("openai", { url, language }));
});
afterAll(async () => {
  await query("DELETE FROM model_providers");
  await provider.close();
});
beforeEach(async () => {
  provider.reset();
  forgetFailures();
  person = await newPerson();
  await ingestText(person, {
    fileName: "policy.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night.",
  });
});

const calls = (path: string) => provider.requests().filter((request) => request.path === path).length;

const failToReach = (model: ModelSpec) =>
  callModel(model, () => Promise.reject(new ModelFailure("unreachable")), {
    signal: new AbortController().signal,
    isRetried: () => false,
  }).catch(() => undefined);

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

describe("a batch whose person can wait a day", () => {
  test("is handed over to its provider, and its answers are cited, checked, and paid for at half the price", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    await cap(person, 1_000_000_000);
    const id = await beginBatch(person, 3);
    await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { handedOver: 3 } });
    expect(calls("/v1/batches")).toBe(1);
    expect((await booked(person)).holds).toBeGreaterThan(0);

    await goOn(models, id); // the provider is still at it
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { handedOver: 3 } });
    await goOn(models, id);
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
    expect(await booked(person)).toEqual({
      spent: batch.spentMicroUsd,
      ledger: batch.spentMicroUsd,
      holds: 0,
    });
  });

  test("is booked on the one collection that it asks for, as what is asked at once", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    const { rows: collections } = await query("SELECT id FROM collections WHERE tenant_id = $1", [
      person.tenantId,
    ]);
    const id = await beginBatch(person, 1, { collectionIds: collections.map((collection) => collection.id) });
    for (let i = 0; i < 3; i++) await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done" });
    const { rows } = await query(
      "SELECT DISTINCT collection_id AS id FROM usage_events WHERE tenant_id = $1",
      [person.tenantId],
    );
    expect(rows).toEqual(collections);
  });

  test("is booked as it was, and once, where booking broke off", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    await cap(person, 1_000_000_000);
    const id = await beginBatch(person, 2);
    await goOn(models, id);
    await goOn(models, id);
    await query(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''broken''; END'`);
    await query("CREATE TRIGGER fail BEFORE INSERT ON usage_events FOR EACH ROW EXECUTE FUNCTION fail()");
    await goOn(models, id);
    await query("DROP FUNCTION fail CASCADE");
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { handedOver: 2 } });
    await goOn(models, id);
    const batch = await findBatch(person, id);
    expect(batch).toMatchObject({ status: "done", counts: { done: 2 } });
    expect(await booked(person)).toEqual({
      spent: batch.spentMicroUsd,
      ledger: batch.spentMicroUsd,
      holds: 0,
    });
  });

  test("leaves one record for each question, of all that it took, and none before it's answered", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    const id = await beginBatch(person, 2);
    await goOn(models, id);
    expect(await records()).toEqual([]);
    await goOn(models, id);
    await goOn(models, id);
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
    const id = await beginBatch(person, 2);
    await goOn(models, id);
    expect(provider.files()).toHaveLength(3); // questions, answers, errors
    await goOn(models, id);
    expect(provider.files()).toHaveLength(3);
    await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done" });
    expect(provider.files()).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  test("has its files deleted by the sweep where the provider refused to at first", async () => {
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await cancelBatch(person, id);
    provider.script({ match: { path: "/v1/files" }, failure: { kind: "status", status: 503 } });
    await goOn(models, id);
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
    const id = await beginBatch(person, 1);
    await goOn(models, id); // it's answered as usual
    await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done" });
    expect(provider.files()).toHaveLength(1);
    await makeDue();
    await tidyProviders();
    expect(provider.files()).toEqual([]);
  });

  test("is stopped and deleted at its provider where its workspace is deleted", async () => {
    const id = await beginBatch(person, 1);
    await goOn(models, id);
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
    const id = await beginBatch(person, 2);
    await goOn(models, id);
    await goOn(models, id);
    await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { done: 2 } });
    expect(calls("/v1/chat/completions")).toBe(1);
  });

  test("takes what its provider wrote though that rests meanwhile, and pays nobody else", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    const id = await beginBatch(person, 2);
    await goOn(models, id);
    await goOn(models, id);
    for (let i = 0; i < 3; i++) await failToReach(spec);
    await goOn(models, id);
    const results = await loadBatchResults(person, id, { limit: 2 });
    for (const { answer } of results)
      expect(answer).toMatchObject({ status: "complete", modelId: spec.id, notices: [] });
    expect(results).toHaveLength(2);
    expect(calls("/v1/chat/completions")).toBe(0);
    expect(isResting(spec)).toBe(true); // nobody has heard of the provider
  });

  test("isn't handed over to a provider that rests", async () => {
    for (let i = 0; i < 3; i++) await failToReach(spec);
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    expect(calls("/v1/files")).toBe(0);
    expect(await findBatch(person, id)).toMatchObject({ counts: { queued: 1 } });
  });

  test("takes what each provider's model wrote where a split chose it", async () => {
    provider.script({ n: 0, answer: "A hotel may cost 140 euros a night [1]." });
    const other = { ...spec, id: `${spec.provider}/fake-small`, name: "fake-small" };
    const both = [spec, other];
    const split = both.map(({ id: modelId }) => ({ modelId, share: 0.5 }));
    await changeTenantPolicy(person, { models: { split } });
    const splitting: Models = {
      ...models,
      chatChain: () => [...both, extractiveModel],
      find: (id) => both.find((model) => model.id === id) ?? models.find(id),
    };
    const id = await beginBatch(person, 8);
    for (let i = 0; i < 3; i++) await goOn(splitting, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { done: 8 } });
    expect(calls("/v1/chat/completions")).toBe(0);
  });

  test("is answered as usual where the documents have changed meanwhile", async () => {
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await goOn(models, id);
    await ingestText(person, {
      fileName: "new.md",
      text: "# Travel\n\nA hotel may cost 150 euros a night in town 1.",
    });
    await goOn(models, id);
    expect(calls("/v1/chat/completions")).toBe(1);
    const [result] = await loadBatchResults(person, id, { limit: 1 });
    expect(result?.answer?.text).toContain("150");
  });

  test("is cancelled at its provider too", async () => {
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await cancelBatch(person, id);
    await goOn(models, id);
    expect(await findBatch(person, id)).toMatchObject({ status: "cancelled", counts: { cancelled: 1 } });
    expect(provider.requests().some(({ path }) => /^\/v1\/batches\/[^/]+\/cancel$/.test(path))).toBe(true);
    expect(provider.files()).toEqual([]);
  });

  test("goes in one batch of its provider's, however often the catalog makes its models anew meanwhile", async () => {
    const id = await beginBatch(person, 3);
    await goOn({ ...models, chatChain: () => [{ ...spec }, extractiveModel] }, id);
    expect(await findBatch(person, id)).toMatchObject({ counts: { handedOver: 3 } });
    expect(calls("/v1/batches")).toBe(1);
  });

  test("is given back as it was where its process ends before it's handed over", async () => {
    const id = await beginBatch(person, 2);
    const { promise: go, resolve: goOnSearching } = Promise.withResolvers<void>();
    let searches = 0;
    const embed: Models["embed"] = async (options) => {
      searches++;
      if (searches === 2) await go;
      return models.embed(options);
    };
    const runner = createBatchRunner({ ...models, embed });
    await runner.tick();
    const prepared = () =>
      query("SELECT FROM messages WHERE tenant_id = $1 AND status = 'stopped'", [person.tenantId]);
    await expect.poll(async () => (await prepared()).rowCount).toBe(1);
    const stopped = runner.stop();
    goOnSearching();
    await stopped;
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { queued: 2 } });
    const { rows } = await query("SELECT tries FROM batch_items WHERE batch_id = $1", [id]);
    expect(rows).toEqual([{ tries: 0 }, { tries: 0 }]);
    expect(calls("/v1/files")).toBe(0);
  });

  test("pays for what its provider charges for though no text came of it, and that question is answered as usual", async () => {
    provider.script({ match: { contains: "town 1" }, answer: "" });
    await cap(person, 1_000_000_000);
    const id = await beginBatch(person, 1);
    for (let i = 0; i < 3; i++) await goOn(models, id);
    expect(calls("/v1/chat/completions")).toBe(1);
    const { rows } = await query(
      "SELECT outcome, cost_micro_usd > 0 AS \"isPaid\" FROM usage_events WHERE tenant_id = $1 AND feature = 'answer' ORDER BY at",
      [person.tenantId],
    );
    expect(rows).toEqual([
      { outcome: "error", isPaid: true },
      { outcome: "ok", isPaid: true },
    ]);
    const { status, spentMicroUsd } = await findBatch(person, id);
    expect(status).toBe("done");
    expect(await booked(person)).toEqual({ spent: spentMicroUsd, ledger: spentMicroUsd, holds: 0 });
  });
});

describe("where nobody can know what its provider made of it, the worst case stays booked, and it's answered as usual:", () => {
  /** Answered by a call of its own, and its hold is still there. */
  async function expectAnsweredAtOnce(id: string) {
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { done: 1 } });
    expect(calls("/v1/chat/completions")).toBe(1);
    expect(await booked(person)).toMatchObject({ holds: 1 });
    const [result] = await loadBatchResults(person, id, { limit: 1 });
    expect(result?.answer?.notices.at(-1)?.text).toContain("can't be known");
  }
  beforeEach(() => cap(person, 1_000_000_000));

  test("it's still at it after more than a day", async () => {
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await query(
      `UPDATE batch_items SET handover = jsonb_set(handover, '{sentAt}', to_jsonb(now() - interval '27 hours')) WHERE batch_id = $1`,
      [id],
    );
    await goOn(models, id);
    await expectAnsweredAtOnce(id);
  });

  test("it isn't set up any more", async () => {
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await query("UPDATE model_providers SET is_enabled = false");
    await renewProviders({ isUrgent: true });
    await goOn(models, id);
    await query("UPDATE model_providers SET is_enabled = true");
    await renewProviders({ isUrgent: true });
    await expectAnsweredAtOnce(id);
  });

  test("what it said can't be read", async () => {
    provider.script({ match: { path: "/v1/batches" }, failure: { kind: "malformed-json" } });
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await goOn(models, id);
    await expectAnsweredAtOnce(id);
  });

  test("its name for it couldn't be kept, so it's told to stop", async () => {
    await query("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''broken''; END'");
    await query(
      `CREATE TRIGGER fail BEFORE UPDATE ON provider_batches FOR EACH ROW
       WHEN (NEW.provider_batch_id IS NOT NULL) EXECUTE FUNCTION fail()`,
    );
    const id = await beginBatch(person, 1);
    await goOn(models, id);
    await query("DROP FUNCTION fail CASCADE");
    await goOn(models, id);
    expect(calls("/v1/batches/batch_1/cancel")).toBe(1);
    await expectAnsweredAtOnce(id);
  });
});
