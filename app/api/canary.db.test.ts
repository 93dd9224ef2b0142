import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "@/db/api-keys";
import { closePool } from "@/db/client";
import { createTestTenant } from "@/db/testing/create-test-tenant";
import { findLeak } from "@/db/testing/find-leak";
import { fingerprint } from "@/db/testing/fingerprint";
import { type Canaries, type PlantedTenant, plantCanaries } from "@/db/testing/plant-canaries";
import { stageBlob } from "@/ingestion/blobs";
import { defaultEmbeddingModel, embedTexts } from "@/lib/models/embed";
import { type ApiKeyScope, apiKeyScopes, type Principal } from "@/lib/turn";
import { findRoutes } from "./testing/find-routes";
import { requestAs } from "./testing/request-as";
import { type RouteCanary, routeCanaries, testedElsewhere } from "./testing/route-canaries";

/**
 * Whether any route shows or changes what the asker may not see or change. Each is called with the right ids by the wrong
 * people: nobody, another tenant, too low a role, another person, a key without the scope.
 */
let ours: PlantedTenant;
let strangers: PlantedTenant;

async function newTenant(): Promise<PlantedTenant> {
  const mark = `canary${crypto.randomUUID().replaceAll("-", "")}`;
  const tenant = await createTestTenant(mark);
  const { id: embeddingModel } = defaultEmbeddingModel();
  const { embeddings } = await embedTexts({
    texts: ["The secret"],
    modelId: embeddingModel,
    purpose: "document",
  });
  const planted = await plantCanaries(tenant, { mark, embeddingModel, embedding: embeddings[0] ?? [] });
  for (const { mark: bytes } of [planted.open, planted.hidden]) {
    await (await stageBlob(tenant.tenantId, Readable.from([bytes]), 1000)).keep();
  }
  return planted;
}

const routes = await findRoutes();

beforeAll(async () => {
  ours = await newTenant();
  strangers = await newTenant();
});
afterAll(closePool);

async function call(name: string, request: Request): Promise<{ status: number; text: string }> {
  const route = routes.find((found) => found.name === name);
  if (!route) throw new Error(`there is no ${name}`);
  const response = await route.handle(request);
  return {
    status: response.status,
    text: `${JSON.stringify([...response.headers])} ${await response.text()}`,
  };
}

function requestOf(
  name: string,
  { path, body }: RouteCanary,
  principal: Principal | null,
  of: Canaries,
  key?: string,
) {
  const method = name.split(" ")[0];
  const headers = key ? { authorization: `Bearer ${key}` } : undefined;
  return requestAs(key ? null : principal, path(of), { method, body: body?.(of), headers });
}

/** The ids by which one asks come back in no answer that is a refusal, and nothing else of ours does in any. */
async function expectNothing(
  name: string,
  canary: RouteCanary,
  { who, key, of, guarded }: { who: Principal | null; key?: string; of: Canaries; guarded: string },
): Promise<number> {
  const before = await fingerprint(ours.tenantId, guarded);
  const { status, text } = await call(name, await requestOf(name, canary, who, of, key));
  expect(findLeak(text, of), text).toBeNull();
  expect(await fingerprint(ours.tenantId, guarded)).toEqual(before);
  return status;
}

const keyOf = async (principal: Principal, scopes: ApiKeyScope[]) =>
  (await createApiKey(principal, { name: "canary", scopes, expiresAt: null })).key;

describe("the suite", () => {
  it("finds the routes", () => {
    expect(routes.length).toBeGreaterThan(30);
  });

  it("has a canary for every route, and for nothing else", () => {
    const known = [...Object.keys(routeCanaries), ...testedElsewhere];
    const missing = routes
      .filter(({ name }) => !known.includes(name))
      .map(({ name }) => `add a canary for ${name}`);
    const stale = known
      .filter((name) => !routes.some((route) => route.name === name))
      .map((name) => `drop ${name}`);
    expect([...missing, ...stale]).toEqual([]);
  });
});

describe.each(Object.entries(routeCanaries))("%s", (name, canary) => {
  const { least, scope, strangerGets, rightGets } = canary;
  const isForAdmins = least === "admin" || least === "owner";

  if (least !== "public") {
    it("asks who it is", async () => {
      expect(await expectNothing(name, canary, { who: null, of: ours.open, guarded: "" })).toBe(401);
    });

    it("refuses an API key without its scope", async () => {
      const scopes = apiKeyScopes.filter((other) => other !== scope);
      const key = await keyOf(ours.admin, scopes);
      expect(
        await expectNothing(name, canary, { who: null, key, of: ours.open, guarded: ours.open.mark }),
      ).toBe(403);
    });
  }

  it("shows and changes nothing for another tenant's owner and member", async () => {
    const owners = await expectNothing(name, canary, { who: strangers.owner, of: ours.open, guarded: "" });
    const members = await expectNothing(name, canary, { who: strangers.member, of: ours.open, guarded: "" });
    expect([owners, members]).toEqual([strangerGets, isForAdmins ? 403 : strangerGets]);
  });

  if (scope) {
    it("shows and changes nothing for another tenant's API key", async () => {
      const key = await keyOf(strangers.owner, [scope]);
      expect(await expectNothing(name, canary, { who: null, key, of: ours.open, guarded: "" })).toBe(
        strangerGets,
      );
    });
  }

  if (isForAdmins) {
    it("refuses a member, and by the member's session only", async () => {
      expect(await expectNothing(name, canary, { who: ours.member, of: ours.open, guarded: "" })).toBe(403);
    });
  }

  if (least === "person") {
    it("shows and changes nothing for the tenant's other people, admins included", async () => {
      for (const who of [ours.other, ours.admin, ours.owner]) {
        expect(await expectNothing(name, canary, { who, of: ours.open, guarded: ours.open.mark })).toBe(
          strangerGets,
        );
      }
    });
  }

  if (!isForAdmins) {
    it("shows and changes nothing of a collection or conversation that isn't open to a member", async () => {
      const { hidden, member } = ours;
      await expectNothing(name, canary, { who: member, of: hidden, guarded: hidden.mark });
    });
  }

  it(`works for the right person, who gets ${rightGets}`, async () => {
    const tenant = await newTenant();
    const who = {
      public: null,
      person: tenant.open.person,
      member: tenant.member,
      admin: tenant.admin,
      owner: tenant.owner,
    }[least];
    const before = await fingerprint(tenant.tenantId);
    const { status, text } = await call(name, await requestOf(name, canary, who, tenant.open));
    expect(status, text).toBe(rightGets);
    if (canary.does === "read") expect(findLeak(text, tenant.open)).not.toBeNull();
    if (canary.does === "write") expect(await fingerprint(tenant.tenantId)).not.toEqual(before);
  });
});
