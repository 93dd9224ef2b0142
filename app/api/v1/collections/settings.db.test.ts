import { beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "@/db/api-keys";
import { asSystem } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { plantCanaries } from "@/db/testing/plant-canaries";
import { POST as reprocess } from "./[id]/reprocess/route";
import { GET as getOne, PATCH } from "./[id]/route";
import { POST as create } from "./route";

let tenant: TestTenant;
let key: string;
beforeAll(async () => {
  tenant = await createTestTenant();
  const scopes = ["documents:read" as const, "documents:write" as const];
  ({ key } = await createApiKey(
    { ...tenant.owner, role: "owner" },
    { name: "test", scopes, expiresAt: null },
  ));
});

const request = (method: string, body?: unknown) =>
  new Request("http://localhost/api/v1/collections", {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const idOf = (id: string) => ({ params: Promise.resolve({ id }) });

async function newCollection(): Promise<string> {
  const response = await create(request("POST", { name: `Settings ${crypto.randomUUID()}` }));
  return (await response.json()).id;
}

describe("a collection's settings", () => {
  test("are the defaults at first, and what is left out of a change stays", async () => {
    const id = await newCollection();
    const read = async () => (await getOne(request("GET"), idOf(id))).json();
    expect(await read()).toMatchObject({
      language: null,
      chunking: null,
      parser: "builtin",
      isPaused: false,
    });
    const chunking = { tokensMax: 256, overlapShare: 0.2 };
    expect((await PATCH(request("PATCH", { chunking }), idOf(id))).status).toBe(200);
    await PATCH(request("PATCH", { isPaused: true, language: "deu" }), idOf(id));
    expect(await read()).toMatchObject({ chunking, isPaused: true, language: "deu" });
    await PATCH(request("PATCH", { chunking: null, isPaused: false }), idOf(id));
    expect(await read()).toMatchObject({ chunking: null, isPaused: false, language: "deu" });
    await PATCH(request("PATCH", { language: null }), idOf(id));
    expect(await read()).toMatchObject({ language: null });
  });

  test("out of range, or of a parser that isn't set up, are refused", async () => {
    const id = await newCollection();
    for (const body of [
      { chunking: { tokensMax: 10, overlapShare: 0.1 } },
      { chunking: { tokensMax: 512, overlapShare: 0.9 } },
      { chunking: { tokensMax: 512 } },
      { parser: "another" },
      { parser: "unstructured" },
      { isPaused: "yes" },
      { language: "German" },
    ]) {
      const response = await PATCH(request("PATCH", body), idOf(id));
      expect(response.status, JSON.stringify(body)).toBe(400);
      expect((await response.json()).error.code).toBe("invalid_request");
    }
  });
});

test("processing again queues what is ready or failed behind everything else, and nothing that was replaced", async () => {
  const { open, tenantId } = await plantCanaries(tenant, {
    mark: `canary${crypto.randomUUID()}`,
    embeddingModel: "builtin/hash-embed",
    embedding: [1, 0, 0],
  });
  const response = await reprocess(request("POST"), idOf(open.collectionId));
  expect(await response.json()).toEqual({ queued: 2 });
  const { rows } = await asSystem((tx) =>
    tx.$client.query(
      `SELECT id, status, lane, error_code AS "errorCode", queue_priority AS priority FROM documents
       WHERE tenant_id = $1 AND collection_id = $2`,
      [tenantId, open.collectionId],
    ),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  expect(byId.get(open.documentId)).toMatchObject({ status: "queued", lane: "sync" });
  expect(byId.get(open.failedDocumentId)).toMatchObject({ status: "queued", lane: "sync", errorCode: null });
  expect(byId.get(open.oldDocumentId)).toMatchObject({ status: "ready" });
  expect(byId.get(open.documentId).priority).not.toBe(byId.get(open.failedDocumentId).priority);
});
