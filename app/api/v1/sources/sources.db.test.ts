import { beforeAll, describe, expect, test, vi } from "vitest";
import { createApiKey } from "@/db/api-keys";
import { createCollection } from "@/db/collections";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { embeddingOfNewCollections } from "@/ingestion/upload";
import { DELETE, GET as getOne, PATCH } from "./[id]/route";
import { POST as cancel } from "./[id]/runs/[runId]/cancel/route";
import { GET as getRuns } from "./[id]/runs/route";
import { POST as sync } from "./[id]/sync/route";
import { GET, POST } from "./route";

vi.hoisted(() => {
  process.env.SOURCE_NETWORKS = "10.9.0.0/16";
  process.env.SOURCE_FOLDERS = "/srv/open";
});

let tenant: TestTenant;
let collectionId: string;
let key: string;
let reader: string;
beforeAll(async () => {
  tenant = await createTestTenant();
  collectionId = await createCollection(
    tenant.admin,
    "Kept in step",
    await embeddingOfNewCollections(tenant.admin),
  );
  const keyOf = async (scope: "documents:read" | "documents:write") =>
    (await createApiKey(tenant.owner, { name: "test", scopes: [scope], expiresAt: null })).key;
  [key, reader] = [await keyOf("documents:write"), await keyOf("documents:read")];
});

const request = (method: string, body?: unknown, { query = "", as = key } = {}) =>
  new Request(`http://localhost/api/v1/sources${query}`, {
    method,
    headers: { authorization: `Bearer ${as}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const at = (params: Record<string, string>) => ({ params: Promise.resolve(params) });
const page = { kind: "url", url: "https://example.com/a" };
const create = (body: object) =>
  POST(request("POST", { collection: collectionId, name: crypto.randomUUID(), config: page, ...body }));

describe("a source", () => {
  test("is made, found in its collection, changed, paused and deleted", async () => {
    const made = await create({ name: "Guide", schedule: "0 6 * * *" });
    expect(made.status).toBe(201);
    const { id, ...source } = await made.json();
    expect(source).toMatchObject({
      name: "Guide",
      config: page,
      isEnabled: true,
      documentCount: 0,
      lastRun: null,
    });
    expect(Date.parse(source.nextRunAt)).toBeGreaterThan(Date.now());

    const listed = async (collection: string) => {
      const { sources } = await (
        await GET(request("GET", undefined, { query: `?collection=${collection}` }))
      ).json();
      return sources.map(({ name }: { name: string }) => name);
    };
    expect(await listed("kept in step")).toContain("Guide");
    const other = await createCollection(
      tenant.admin,
      "Another",
      await embeddingOfNewCollections(tenant.admin),
    );
    expect(await listed(other)).toEqual([]);

    const change = async (body: object) => PATCH(request("PATCH", body), at({ id }));
    expect(await (await change({ isEnabled: false })).json()).toMatchObject({
      schedule: "0 6 * * *",
      nextRunAt: null,
    });
    expect(await (await change({ isEnabled: true, schedule: null })).json()).toMatchObject({
      nextRunAt: null,
    });
    expect(
      await (await change({ config: { kind: "url", url: "https://example.com/b" } })).json(),
    ).toMatchObject({
      name: "Guide",
      config: { url: "https://example.com/b" },
    });
    expect((await change({ config: { kind: "feed", url: "https://example.com/b" } })).status).toBe(400);
    expect(await (await DELETE(request("DELETE"), at({ id }))).json()).toEqual({ deletedDocuments: 0 });
    expect((await getOne(request("GET"), at({ id }))).status).toBe(404);
  });

  test("has one run at a time, which can be cancelled", async () => {
    const { id } = await (await create({})).json();
    const first = await sync(request("POST"), at({ id }));
    expect(first.status).toBe(202);
    const { id: runId } = await first.json();
    expect((await sync(request("POST"), at({ id }))).status).toBe(409);
    expect(await (await cancel(request("POST"), at({ id, runId }))).json()).toMatchObject({
      status: "cancelled",
    });
    expect((await cancel(request("POST"), at({ id, runId }))).status).toBe(409);
    expect((await cancel(request("POST"), at({ id, runId: crypto.randomUUID() }))).status).toBe(404);
    expect((await sync(request("POST"), at({ id }))).status).toBe(202);
    const { runs } = await (await getRuns(request("GET"), at({ id }))).json();
    expect(runs.map(({ status }: { status: string }) => status)).toEqual(["queued", "cancelled"]);
    const { lastRun } = await (await getOne(request("GET"), at({ id }))).json();
    expect(lastRun).toMatchObject({ status: "queued", problemCount: 0, startedAt: null });
  });

  test("never shows its credentials, and keeps them until they are replaced or forgotten", async () => {
    const config = { kind: "s3", bucket: "b", endpoint: "https://s3.example.com" };
    const credentials = { accessKeyId: "AKIA-canary", secretAccessKey: "secret-canary" };
    const made = await create({ config, credentials });
    const text = await made.text();
    expect(text).not.toContain("canary");
    const { id, hasCredentials } = JSON.parse(text);
    expect(hasCredentials).toBe(true);
    const change = async (body: object) => (await PATCH(request("PATCH", body), at({ id }))).json();
    expect(await change({ name: "Renamed" })).toMatchObject({ hasCredentials: true });
    expect(await change({ credentials: null })).toMatchObject({ hasCredentials: false });
    expect((await create({ credentials })).status).toBe(400); // a page has none
  });

  test.each([
    ["a private address", { config: { kind: "url", url: "http://192.168.1.1/" } }, 422, "address_refused"],
    [
      "the cloud's own address",
      { config: { kind: "feed", url: "http://169.254.169.254/" } },
      422,
      "address_refused",
    ],
    [
      "a private address in other numbers",
      { config: { kind: "site", url: "http://0x7f000001/" } },
      422,
      "address_refused",
    ],
    [
      "a bucket at a private address",
      { config: { kind: "s3", bucket: "b", endpoint: "http://[::1]:9000" } },
      422,
      "address_refused",
    ],
    ["a folder that isn't opened", { config: { kind: "folder", path: "/etc" } }, 422, "folder_refused"],
    [
      "a folder beside the opened one",
      { config: { kind: "folder", path: "/srv/open/../etc" } },
      422,
      "folder_refused",
    ],
    [
      "a password in the address",
      { config: { kind: "url", url: "https://a:b@example.com/" } },
      400,
      "invalid_request",
    ],
    ["another scheme", { config: { kind: "url", url: "file:///etc/passwd" } }, 400, "invalid_request"],
    ["no address", { config: { kind: "url", url: "example" } }, 400, "invalid_request"],
    ["another kind", { config: { kind: "ftp", url: "https://example.com" } }, 400, "invalid_request"],
    ["a schedule in words", { schedule: "every day" }, 400, "invalid_request"],
    ["a schedule that never comes", { schedule: "0 0 31 2 *" }, 400, "invalid_request"],
    ["a schedule by the second", { schedule: "* * * * * *" }, 400, "invalid_request"],
    ["no name", { name: "  " }, 400, "invalid_request"],
    ["no such collection", { collection: crypto.randomUUID() }, 404, "collection_not_found"],
  ])("is refused with %s", async (_what, body, status, code) => {
    const response = await create(body);
    expect([response.status, (await response.json()).error.code]).toEqual([status, code]);
  });

  test("is taken from a network and a folder that the operator has opened", async () => {
    expect((await create({ config: { kind: "url", url: "http://10.9.1.1/" } })).status).toBe(201);
    expect((await create({ config: { kind: "folder", path: "/srv/open/team" } })).status).toBe(201);
  });

  test("has a name of its own in its collection, whatever the case", async () => {
    expect((await create({ name: "Same" })).status).toBe(201);
    expect((await create({ name: "SAME" })).status).toBe(409);
  });

  test("is for admins, and for keys that may write documents", async () => {
    expect((await GET(request("GET", undefined, { as: reader }))).status).toBe(403);
    const { key: members } = await createApiKey(
      { ...tenant.member, role: "owner" },
      { name: "member", scopes: ["documents:write"], expiresAt: null },
    );
    expect((await GET(request("GET", undefined, { as: members }))).status).toBe(403);
  });
});
