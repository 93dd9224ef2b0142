import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { claimBatch, takeBatchItem } from "../../db/batch-runs.ts";
import { cancelBatch, createBatch, deleteBatch, findBatch, loadBatchResults } from "../../db/batches.ts";
import { asSystem } from "../../db/client.ts";
import { listConversations } from "../../db/conversations.ts";
import { deleteDocument } from "../../db/deletion.ts";
import { createProvider } from "../../db/model-providers.ts";
import { changeTenantPolicy } from "../../db/tenant-policy.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { finishAfterwards } from "../afterwards.ts";
import type { BatchRequest } from "../batch-schemas.ts";
import { forgetFailures } from "../models/call-model.ts";
import { completeModel } from "../models/complete-model.ts";
import { defaultPatience, ModelFailure } from "../models/failover-policy.ts";
import { renewProviders } from "../models/provider-settings.ts";
import { answerMicroUsd, paidModel, paidModels } from "../models/testing/paid-models.ts";
import type { Principal } from "../turn.ts";
import { answerItem } from "./answer-item.ts";
import { createBatchRunner, startBatchRunner } from "./run-batches.ts";

const says = "A hotel may cost 140 euros a night [1].";
const atOnce = async () => undefined;

let tenant: TestTenant;
let person: Principal;
let documentId: string;

async function newPerson(): Promise<TestTenant> {
  const made = await createTestTenant();
  documentId = await ingestText(made.owner, {
    fileName: "policy.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night. Trips by train are booked in second class.",
  });
  return made;
}

beforeEach(async () => {
  forgetFailures();
  await query("UPDATE batches SET status = 'done' WHERE status IN ('queued', 'running')");
  tenant = await newPerson();
  person = tenant.member;
});

const query = (text: string, values: unknown[] = []) => asSystem((tx) => tx.$client.query(text, values));

async function begin(
  questions: string[],
  who = person,
  request: Partial<BatchRequest> = {},
): Promise<string> {
  const id = randomUUID();
  const items = questions.map((question, i) => ({
    line: i + 1,
    customId: `q${i + 1}`,
    request: { question, model: "auto", collectionIds: null, ...request },
  }));
  await createBatch(who, { id, name: "Hotels", completionWindow: null, items });
  return id;
}

const hotels = (n: number) =>
  Array.from({ length: n }, (_, i) => `How much may a hotel cost in town ${i + 1}?`);
const resultsOf = (id: string, who = person) => loadBatchResults(who, id, { limit: 1000 });

/** Works until nothing is left to do now. */
async function runAll(models = paidModels(says, atOnce)): Promise<void> {
  const runner = createBatchRunner(models);
  await runner.tick();
  await runner.idle();
}

describe("a batch", () => {
  test("is answered in order, each question with its citations, its checks and what it cost", async () => {
    const id = await begin(hotels(6));
    await runAll();
    const batch = await findBatch(person, id);
    expect(batch).toMatchObject({
      status: "done",
      counts: { total: 6, done: 6, queued: 0, failed: 0 },
      spentMicroUsd: 6 * answerMicroUsd,
      estimate: null,
    });
    const results = await resultsOf(id);
    expect(results.map(({ customId }) => customId)).toEqual(["q1", "q2", "q3", "q4", "q5", "q6"]);
    for (const { status, answer, usage } of results) {
      expect(status).toBe("done");
      expect(answer).toMatchObject({ status: "complete", text: says, modelId: paidModel.id });
      expect(answer?.citations).toMatchObject([{ documentId, quote: "A hotel may cost 140 euros a night." }]);
      expect(usage).toMatchObject({ costMicroUsd: answerMicroUsd });
    }
  });

  test("doesn't show among its person's conversations, and takes its own away when it's deleted", async () => {
    const id = await begin(hotels(2));
    await runAll();
    expect((await listConversations(person)).conversations).toEqual([]);
    const kept = () => query("SELECT FROM conversations WHERE tenant_id = $1", [person.tenantId]);
    expect((await kept()).rowCount).toBe(2);
    await deleteBatch(person, id);
    expect((await kept()).rowCount).toBe(0);
  });

  test("is gone whole, also where a question of it was about to be answered", async () => {
    const id = await begin(hotels(1));
    const claim = await claimBatch(randomUUID());
    const item = claim && (await takeBatchItem(claim));
    if (!claim || !item) throw new Error("there is nothing to answer");
    await query("UPDATE batches SET status = 'cancelled', run_by = NULL WHERE id = $1", [id]); // others have ended it
    await deleteBatch(person, id);
    const signal = new AbortController().signal;
    const models = paidModels(says, atOnce);
    await answerItem(person, item, { batchId: id, models, signal, canWait: false });
    const kept = await query("SELECT FROM conversations WHERE tenant_id = $1", [person.tenantId]);
    expect(kept.rowCount).toBe(0);
  });

  test("isn't deleted before it has ended", async () => {
    const id = await begin(hotels(2));
    await expect(deleteBatch(person, id)).rejects.toMatchObject({ code: "conflict" });
    await cancelBatch(person, id);
    await deleteBatch(person, id);
    await expect(findBatch(person, id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("pays nothing for what was answered before", async () => {
    await begin(hotels(2));
    await runAll();
    const id = await begin(hotels(2));
    await runAll();
    expect(await findBatch(person, id)).toMatchObject({ counts: { done: 2 }, spentMicroUsd: 0 });
    for (const { answer } of await resultsOf(id)) expect(answer?.notices).toMatchObject([{ kind: "cached" }]);
  });

  test("asks again what no model could answer, and records it once", async () => {
    let asked = 0;
    const models = paidModels(says, async () => {
      asked++;
      if (asked === 1) throw new ModelFailure("server_error", { retryAfterMs: 1 });
    });
    const hasty = { ...models, patience: { ...defaultPatience, triesPerModel: 1 } };
    const id = await begin(hotels(1));
    await runAll(hasty);
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { queued: 1 } });
    await query("UPDATE batches SET waits_until = now() WHERE id = $1", [id]);
    await runAll(hasty);
    await finishAfterwards();
    const { rows } = await query("SELECT * FROM request_records WHERE tenant_id = $1", [person.tenantId]);
    const calls = await query(
      "SELECT outcome, cost_micro_usd::int AS cost FROM usage_events WHERE request_id = $1 AND model_id = $2 ORDER BY at",
      [rows[0]?.request_id, paidModel.id],
    );
    expect(calls.rows).toMatchObject([{ outcome: "error" }, { outcome: "ok", cost: answerMicroUsd }]);
    const { spentMicroUsd } = await findBatch(person, id);
    expect(spentMicroUsd).toBe(calls.rows[0]?.cost + answerMicroUsd);
    expect(rows).toMatchObject([
      { outcome: "complete", model_id: paidModel.id, cost_micro_usd: String(spentMicroUsd) },
    ]);
  });

  test("loses the answers that rest on a document that is deleted", async () => {
    const id = await begin(hotels(1));
    await runAll();
    await deleteDocument(tenant.owner, documentId);
    expect(await resultsOf(id)).toMatchObject([{ answer: null, errorCode: "document_deleted" }]);
  });

  test("gives a question that can't be answered its reason, and goes on", async () => {
    const id = await begin([...hotels(1)], person, { collectionIds: [randomUUID()] });
    await runAll();
    expect(await resultsOf(id)).toMatchObject([{ status: "failed", errorCode: "collection_not_found" }]);
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { failed: 1 } });
  });

  test("ends where its person has left the workspace", async () => {
    const id = await begin(hotels(2));
    await query("DELETE FROM memberships WHERE user_id = $1", [person.userId]);
    await runAll();
    expect(await findBatch(person, id)).toMatchObject({ status: "failed", counts: { cancelled: 2 } });
  });
});

describe("tenants", () => {
  test("take turns, so that a small batch doesn't wait for a large one", async () => {
    const asked: string[] = [];
    const large = await begin(hotels(20));
    const strangers = await newPerson();
    const small = await begin(hotels(2), strangers.member);
    const models = paidModels(says, async () => {
      const { rows } = await query("SELECT tenant_id AS tenant FROM batch_items WHERE status = 'running'");
      asked.push(...rows.map(({ tenant }) => tenant));
    });
    const runner = createBatchRunner(models);
    await runner.tick();
    await runner.idle();
    expect((await findBatch(person, large)).status).toBe("done");
    expect((await findBatch(strangers.member, small)).status).toBe("done");
    const firstOnes = asked.slice(0, 8);
    expect(firstOnes).toContain(person.tenantId);
    expect(firstOnes).toContain(strangers.tenantId);
  });
});

describe("a cancelled batch", () => {
  test("keeps what is answered and begins nothing more", async () => {
    const id = await begin(hotels(30));
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
    const { promise: go, resolve: goOn } = Promise.withResolvers<void>();
    let calls = 0;
    const models = paidModels(says, async () => {
      calls++;
      if (calls === 4) asked();
      if (calls > 2) await go;
    });
    const runner = createBatchRunner(models);
    await runner.tick();
    await isAsked;
    expect(await cancelBatch(person, id)).toMatchObject({ isCancelling: true });
    await runner.tick(); // it hears of it
    goOn();
    await runner.idle();
    const { status, counts } = await findBatch(person, id);
    expect(status).toBe("cancelled");
    expect(counts.done + counts.cancelled).toBe(30);
    expect(counts.done).toBeLessThanOrEqual(4);
  });

  test("that nobody has begun ends at once", async () => {
    const id = await begin(hotels(3));
    expect(await cancelBatch(person, id)).toMatchObject({ status: "cancelled", counts: { cancelled: 3 } });
  });
});

describe("a budget that is used up", () => {
  const cap = (microUsd: number) =>
    query("UPDATE tenants SET monthly_budget_micro_usd = $2 WHERE id = $1", [person.tenantId, microUsd]);

  test("lets the batch wait and go on where it was, and is never passed", async () => {
    const id = await begin(hotels(5));
    await cap(1);
    await runAll();
    const waiting = await findBatch(person, id);
    expect(waiting).toMatchObject({ status: "queued", counts: { queued: 5 }, spentMicroUsd: 0 });
    expect(waiting.fault).toMatch(/budget/i);
    expect(waiting.waitsUntil).not.toBeNull();
    await cap(100_000_000);
    await query("UPDATE batches SET waits_until = now() WHERE id = $1", [id]);
    await runAll();
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { done: 5 }, fault: null });
  });

  test("fails the questions where the tenant wants that", async () => {
    await changeTenantPolicy(tenant.owner, { budget: { batchesWait: false } });
    const id = await begin(hotels(2));
    await cap(1);
    await runAll();
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { failed: 2 } });
    expect((await resultsOf(id)).map(({ errorCode }) => errorCode)).toEqual([
      "budget_exhausted",
      "budget_exhausted",
    ]);
  });
});

describe("a process that died", () => {
  test("is replaced by another that goes on where it was", async () => {
    const id = await begin(hotels(8));
    const { promise: isStuck, resolve: stuck } = Promise.withResolvers<void>();
    let calls = 0;
    const dying = createBatchRunner(
      paidModels(says, async () => {
        calls++;
        if (calls === 6) stuck();
        if (calls > 2) await new Promise(() => {});
      }),
    );
    await dying.tick();
    await isStuck;
    await expect.poll(async () => (await findBatch(person, id)).counts.done).toBe(2);
    await query("UPDATE batches SET run_beat_at = now() - interval '11 seconds' WHERE id = $1", [id]);
    await query("UPDATE messages SET run_beat_at = now() - interval '11 seconds' WHERE status = 'writing'");
    await runAll();
    const batch = await findBatch(person, id);
    expect(batch).toMatchObject({ status: "done", counts: { done: 8 } });
    expect(batch.spentMicroUsd).toBe(8 * answerMicroUsd);
  });

  test("changes nothing any more when it turns out to be alive", async () => {
    const id = await begin(hotels(1));
    const { promise: go, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
    const slow = createBatchRunner(
      paidModels("Something else [1].", async () => {
        asked();
        await go;
      }),
    );
    await slow.tick();
    await isAsked;
    await query("UPDATE batches SET run_beat_at = now() - interval '11 seconds' WHERE id = $1", [id]);
    await query("UPDATE messages SET run_beat_at = now() - interval '11 seconds' WHERE status = 'writing'");
    await runAll();
    goOn();
    await slow.idle();
    expect(await resultsOf(id)).toMatchObject([{ status: "done", answer: { text: says } }]);
  });
});

describe("a process that is asked to end", () => {
  test("gives back what it's at without its counting as a try, and another goes on at once", async () => {
    const capped = 100_000_000;
    await query("UPDATE tenants SET monthly_budget_micro_usd = $2 WHERE id = $1", [person.tenantId, capped]);
    const id = await begin(hotels(6));
    const { promise: go, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
    let calls = 0;
    const ending = createBatchRunner(
      paidModels(says, async () => {
        calls++;
        if (calls === 4) asked();
        await go;
      }),
    );
    await ending.tick();
    await isAsked;
    const stopped = ending.stop();
    goOn();
    await stopped;
    await ending.tick(); // it begins nothing more
    await finishAfterwards();
    expect(await findBatch(person, id)).toMatchObject({ status: "queued", counts: { queued: 6 } });
    const left = await query(
      `SELECT (SELECT max(tries) FROM batch_items WHERE batch_id = $1) AS tries,
              (SELECT count(*) FROM budget_holds WHERE tenant_id = $2)::int AS holds,
              (SELECT count(*) FROM request_records WHERE tenant_id = $2)::int AS records`,
      [id, person.tenantId],
    );
    expect(left.rows).toEqual([{ tries: 0, holds: 0, records: 0 }]);
    await runAll();
    expect(await findBatch(person, id)).toMatchObject({ status: "done", counts: { done: 6 } });
  });
});

describe("the process that looks after batches", () => {
  let silent: Server;
  afterEach(async () => {
    vi.useRealTimers();
    Reflect.deleteProperty(globalThis, "lecternBatchRunner");
    silent.closeAllConnections();
    silent.close();
    await finishAfterwards();
    await query("DELETE FROM model_providers");
    await query("DELETE FROM provider_batches");
    await renewProviders({ isUrgent: true });
  });

  test("goes on while a provider says nothing to what is tidied up there", async () => {
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
    silent = createServer(() => asked()).listen(0, "127.0.0.1");
    await once(silent, "listening");
    await createProvider({
      name: "silent",
      kind: "openai",
      baseUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`,
      sealedKey: null,
      keyHint: null,
      residency: "external",
      concurrencyMax: null,
      chaosShare: 0,
      models: [
        completeModel({ kind: "moderation", name: "guard" }, { kind: "openai", residency: "external" }),
      ],
    });
    await renewProviders({ isUrgent: true });
    await query(
      `INSERT INTO provider_batches (id, model_id, provider_batch_id, next_try_at)
       VALUES (gen_random_uuid(), 'silent/guard', 'batch_1', now())`,
    );
    vi.useFakeTimers({ toFake: ["setInterval"] });
    startBatchRunner();
    vi.advanceTimersByTime(2_000);
    await isAsked;
    const id = await begin(hotels(1));
    vi.advanceTimersByTime(2_000);
    await expect.poll(async () => (await findBatch(person, id)).status).toBe("done");
  });
});
