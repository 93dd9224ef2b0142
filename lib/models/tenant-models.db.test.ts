import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asSystem, closePool } from "../../db/client.ts";
import type { ClaimedDocument } from "../../db/document-claims.ts";
import { createProvider } from "../../db/model-providers.ts";
import { changeTenantPolicy } from "../../db/tenant-policy.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { embedChunks } from "../../ingestion/embed-chunks.ts";
import { embeddingOfNewCollections } from "../../ingestion/upload.ts";
import { completeModel } from "./complete-model.ts";
import { renewProviders } from "./provider-settings.ts";
import { tenantModels } from "./tenant-models.ts";

let tenant: TestTenant;
let away: FakeProvider;

/** An embedding model elsewhere, which answers whatever it's sent. */
beforeAll(async () => {
  away = await startFakeProvider();
  const models = (["embedding", "rerank"] as const).map((kind) => ({
    ...completeModel(
      { kind, name: kind === "embedding" ? "fake-embed" : "fake-rerank" },
      { kind: "openai-compatible", residency: "external" },
    ),
    ...(kind === "embedding" && { dimensions: 256 }),
  }));
  await createProvider({
    name: "away",
    kind: "openai-compatible",
    baseUrl: `${away.url}/v1`,
    sealedKey: null,
    keyHint: null,
    residency: "external",
    concurrencyMax: null,
    chaosShare: 0,
    models,
  });
  await renewProviders({ isUrgent: true });
});
beforeEach(async () => {
  tenant = await createTestTenant();
  away.reset();
});
afterAll(async () => {
  await away.close();
  await asSystem((tx) => tx.$client.query("DELETE FROM model_providers"));
  await closePool();
});

const stayHere = () => changeTenantPolicy(tenant.admin, { models: { isOnPremisesOnly: true } });
const aDocument = () =>
  ({
    id: crypto.randomUUID(),
    tenantId: tenant.tenantId,
    embeddingModel: "away/fake-embed",
    embeddingDimensions: 256,
  }) as ClaimedDocument;

describe("a workspace that decided nothing", () => {
  test("has its documents embedded by the provider that an operator added", async () => {
    expect(await embeddingOfNewCollections(tenant.admin)).toEqual({
      embeddingModel: "away/fake-embed",
      embeddingDimensions: 256,
    });
    const { embeddings } = await embedChunks(aDocument(), ["A text of ours."]);
    expect(embeddings[0]).toHaveLength(256);
  });
});

describe("once a workspace is on premises only", () => {
  test("nothing of a document leaves, also in a collection that was made before", async () => {
    await stayHere();
    await expect(embedChunks(aDocument(), ["A text of ours."])).rejects.toMatchObject({
      code: "model_not_allowed",
      publicMessage: "This workspace may not use the model away/fake-embed.",
    });
    expect(away.requests()).toEqual([]);
  });

  test("no question leaves for search or reranking", async () => {
    await stayHere();
    const models = await tenantModels(tenant.member);
    const query = { texts: ["A question of ours?"], modelId: "away/fake-embed" };
    await expect(models.embed({ ...query, purpose: "query" })).rejects.toMatchObject({
      code: "model_not_allowed",
    });
    const ranking = { query: "A question of ours?", documents: ["a", "b"], modelId: "away/fake-rerank" };
    await expect(models.rerank(ranking)).rejects.toMatchObject({ code: "model_not_allowed" });
    expect(away.requests()).toEqual([]);
  });

  test("new collections are embedded here", async () => {
    await stayHere();
    expect(await embeddingOfNewCollections(tenant.admin)).toMatchObject({
      embeddingModel: "builtin/hash-embed",
    });
  });

  test("other workspaces go on as before", async () => {
    await stayHere();
    const another = await createTestTenant();
    expect((await tenantModels(another.member)).find("away/fake-embed")).toBeDefined();
  });
});
