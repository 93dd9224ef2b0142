import { beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "@/db/api-keys";
import { setCollectionReaders } from "@/db/collections";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { DELETE, GET as getOne, PATCH } from "./[id]/route";
import { GET, POST } from "./route";

let tenant: TestTenant;
let keys: { owner: string; member: string };
beforeAll(async () => {
  tenant = await createTestTenant();
  const scopes = ["documents:read" as const, "documents:write" as const];
  const keyOf = (by: TestTenant["owner"]) =>
    createApiKey({ ...by, role: "owner" }, { name: "test", scopes, expiresAt: null });
  keys = { owner: (await keyOf(tenant.owner)).key, member: (await keyOf(tenant.member)).key };
});

const request = (method: string, body?: unknown, key = keys.owner) =>
  new Request("http://localhost/api/v1/collections", {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const idOf = (id: string) => ({ params: Promise.resolve({ id }) });

async function create(name: string): Promise<string> {
  const response = await POST(request("POST", { name }));
  expect(response.status).toBe(201);
  return (await response.json()).id;
}

describe("a collection", () => {
  test("is made, renamed and deleted by admins; its name is taken whatever the case", async () => {
    const id = await create("Plans");
    expect((await POST(request("POST", { name: "PLANS" }))).status).toBe(409);
    expect(await (await PATCH(request("PATCH", { name: "Old plans" }), idOf(id))).json()).toMatchObject({
      name: "Old plans",
    });
    const other = await create("Plans");
    expect((await PATCH(request("PATCH", { name: "old plans" }), idOf(other))).status).toBe(409);
    const deletion = await DELETE(request("DELETE"), idOf(id));
    expect(deletion.status).toBe(200);
    expect(await deletion.json()).toMatchObject({ collectionId: id, removed: { documents: 0 } });
    expect((await getOne(request("GET"), idOf(id))).status).toBe(404);
  });

  test("is changed by no member", async () => {
    const id = await create("Fixed");
    expect((await POST(request("POST", { name: "Mine" }, keys.member))).status).toBe(403);
    expect((await PATCH(request("PATCH", { name: "Mine" }, keys.member), idOf(id))).status).toBe(403);
    expect((await DELETE(request("DELETE", undefined, keys.member), idOf(id))).status).toBe(403);
  });

  test("is seen by its named readers and by admins alone", async () => {
    const id = await create("Board");
    const seenBy = async (key: string) => {
      const { collections } = await (await GET(request("GET", undefined, key))).json();
      return collections.some((collection: { id: string }) => collection.id === id);
    };
    await setCollectionReaders(tenant.admin, id, { readers: "named", userIds: [tenant.other.userId ?? ""] });
    expect([await seenBy(keys.owner), await seenBy(keys.member)]).toEqual([true, false]);
    await setCollectionReaders(tenant.admin, id, { readers: "named", userIds: [tenant.member.userId ?? ""] });
    expect(await seenBy(keys.member)).toBe(true);
    const stranger = (await createTestTenant()).member.userId ?? "";
    await expect(
      setCollectionReaders(tenant.admin, id, { readers: "named", userIds: [stranger] }),
    ).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});
