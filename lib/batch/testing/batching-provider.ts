/** For tests: a provider with batches of its own, and what is done with batches that go there. */
import { randomUUID } from "node:crypto";
import { createBatch } from "../../../db/batches.ts";
import { asSystem } from "../../../db/client.ts";
import { createProvider } from "../../../db/model-providers.ts";
import { createTestTenant } from "../../../db/testing/create-test-tenant.ts";
import { finishAfterwards } from "../../afterwards.ts";
import { extractiveModel } from "../../models/catalog.ts";
import { completeModel } from "../../models/complete-model.ts";
import { liveModels, type Models } from "../../models/live-models.ts";
import { type ModelSpec, modelSpec } from "../../models/model-spec.ts";
import { providerKeyPurpose, renewProviders } from "../../models/provider-settings.ts";
import { sealSecret } from "../../seal.ts";
import type { Principal } from "../../turn.ts";
import { createBatchRunner } from "../run-batches.ts";

/** 10 USD per million tokens read and 40 per million written, and half of that in a batch. */
const price = { inputPrice: 10, outputPrice: 40 };

/**
 * Has an operator add this server as a provider of this kind, and gives the models of which its own goes first. What isn't asked in a
 * batch is asked of `language`.
 */
export async function addBatchingProvider(
  kind: "openai" | "anthropic",
  { url, language }: { url: string; language: ReturnType<Models["language"]> },
): Promise<{ spec: ModelSpec; models: Models }> {
  const provider = `our-${kind}`;
  const name = "fake-large";
  const known = (name: string) => ({
    ...completeModel({ kind: "chat", name }, { kind, residency: "external" }),
    ...price,
  });
  await createProvider({
    name: provider,
    kind,
    baseUrl: `${url}/v1`,
    sealedKey: sealSecret("a key of ours", providerKeyPurpose),
    keyHint: "…ours",
    residency: "external",
    concurrencyMax: null,
    chaosShare: 0,
    models: [known(name), known("fake-small")],
  });
  await renewProviders({ isUrgent: true });
  const spec = modelSpec({ provider, name, kind: "chat", capabilities: ["batch"], ...price });
  const models: Models = {
    ...liveModels,
    list: () => [spec, ...liveModels.list()],
    chatChain: () => [spec, extractiveModel],
    find: (id) => (id === spec.id ? spec : liveModels.find(id)),
    language: (model) => (model.id === spec.id ? language : liveModels.language(model)),
  };
  return { spec, models };
}

export const query = (text: string, values: unknown[] = []) =>
  asSystem((tx) => tx.$client.query(text, values));

/** Somebody new, whose batches are the only ones there are. */
export async function newPerson(): Promise<Principal> {
  await query("UPDATE batches SET status = 'done' WHERE status IN ('queued', 'running')");
  await query("DELETE FROM provider_batches");
  return (await createTestTenant()).owner;
}

/** A batch of so many questions whose person can wait a day. Returns its id. */
export async function beginBatch(
  person: Principal,
  count: number,
  { collectionIds = null }: { collectionIds?: string[] | null } = {},
): Promise<string> {
  const id = randomUUID();
  const items = Array.from({ length: count }, (_, i) => ({
    line: i + 1,
    customId: `q${i + 1}`,
    request: { question: `How much may a hotel cost in town ${i + 1}?`, model: "auto", collectionIds },
  }));
  await createBatch(person, { id, name: "Hotels", completionWindow: "24h", items });
  return id;
}

/** As if the time until the provider is asked again were over. */
export async function goOn(models: Models, id: string): Promise<void> {
  await query("UPDATE batches SET waits_until = now() WHERE id = $1 AND waits_until IS NOT NULL", [id]);
  const runner = createBatchRunner(models);
  await runner.tick();
  await runner.idle();
  await finishAfterwards();
}

/** What the workspace's budgets and its ledger say, in millionths of a US dollar, and how many holds there are. */
export async function booked(person: Principal) {
  const { rows } = await query(
    `SELECT (SELECT coalesce(sum(spent_micro_usd), 0) FROM budget_periods WHERE tenant_id = $1)::int AS spent,
            (SELECT coalesce(sum(cost_micro_usd), 0) FROM usage_events WHERE tenant_id = $1)::int AS ledger,
            (SELECT count(*) FROM budget_holds WHERE tenant_id = $1)::int AS holds`,
    [person.tenantId],
  );
  return rows[0];
}

/** Budgets hold nothing where nothing is capped. */
export const cap = (person: Principal, microUsd: number) =>
  query("UPDATE tenants SET monthly_budget_micro_usd = $2 WHERE id = $1", [person.tenantId, microUsd]);
