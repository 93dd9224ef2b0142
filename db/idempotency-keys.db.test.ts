import { beforeEach, describe, expect, it } from "vitest";
import type { Principal } from "../lib/turn.ts";
import { createBatch } from "./batches.ts";
import { asSystem } from "./client.ts";
import { claimIdempotencyKey } from "./idempotency-keys.ts";
import { saveQuestion } from "./messages.ts";
import { createTestTenant } from "./testing/create-test-tenant.ts";
import { makeTurn } from "./testing/make-turn.ts";

const key = "order-1";
let person: Principal;
beforeEach(async () => {
  person = (await createTestTenant()).member;
});

const claim = (answerId: string, requestHash = "a") =>
  claimIdempotencyKey(person, { key, requestHash, answerId });

const minutesPass = (minutes: number) =>
  asSystem((tx) =>
    tx.$client.query(
      `UPDATE idempotency_keys SET created_at = created_at - make_interval(mins => $2),
         expires_at = expires_at - make_interval(mins => $2) WHERE tenant_id = $1`,
      [person.tenantId, minutes],
    ),
  );

describe("a request's name", () => {
  it("is free again where nothing came of the request, as when its process died", async () => {
    const [lost, next, last] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    await claim(lost);
    await minutesPass(1);
    expect(await claim(next)).toEqual({ answerId: lost, isFirst: false });
    await minutesPass(2);
    expect(await claim(next, "another body")).toEqual({ answerId: next, isFirst: true });
    expect(await claim(last, "another body")).toEqual({ answerId: next, isFirst: false });
  });

  it("stays that of an answer for a day, and of a batch", async () => {
    const turn = makeTurn(person, "How long is the notice period?");
    await claim(turn.answerId);
    await saveQuestion(turn);
    await minutesPass(23 * 60);
    expect(await claim(crypto.randomUUID())).toEqual({ answerId: turn.answerId, isFirst: false });
    await minutesPass(2 * 60);
    const batchId = crypto.randomUUID();
    expect(await claim(batchId)).toEqual({ answerId: batchId, isFirst: true });
    await createBatch(person, { id: batchId, name: "Batch", completionWindow: null, items: [] });
    await minutesPass(23 * 60);
    expect(await claim(crypto.randomUUID())).toEqual({ answerId: batchId, isFirst: false });
  });
});
