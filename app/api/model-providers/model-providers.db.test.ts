import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { asSystem } from "@/db/client";
import { createTestTenant } from "@/db/testing/create-test-tenant";
import { type FakeProvider, startFakeProvider } from "@/e2e/fake-provider/fake-provider";
import { log } from "@/lib/log";
import { findModel } from "@/lib/models/catalog";
import { renewProviders } from "@/lib/models/provider-settings";
import type { Principal } from "@/lib/turn";
import { GET as getModels, PATCH as patchModels } from "../models/route";
import { GET as getPolicy, PATCH as patchPolicy } from "../tenant-policy/route";
import { requestAs } from "../testing/request-as";
import { GET as getV1Models } from "../v1/models/route";
import { POST as checkStored } from "./[id]/check/route";
import { DELETE, PATCH } from "./[id]/route";
import { POST as checkNew } from "./check/route";
import { GET, POST } from "./route";

const key = "sk-secret-of-the-operator-4711";
let operator: Principal;
let admin: Principal;
let member: Principal;
let server: FakeProvider;

async function clear() {
  await asSystem((tx) => tx.$client.query("DELETE FROM model_providers; DELETE FROM model_roles"));
  await renewProviders({ isUrgent: true });
}

beforeAll(async () => {
  ({ owner: operator, admin, member } = await createTestTenant());
  await createTestTenant(); // so that the installation has several
  await asSystem((tx) =>
    tx.$client.query("UPDATE users SET is_operator = true WHERE id = $1", [operator.userId]),
  );
  server = await startFakeProvider();
  await clear();
});
afterEach(clear);
afterAll(() => server.close());

type Handler = (request: Request, context?: { params: Promise<unknown> }) => Promise<Response>;

/** The status, and all that was said. */
async function call(
  handler: Handler,
  who: Principal | null,
  { method = "GET", body, id }: { method?: string; body?: unknown; id?: string } = {},
) {
  const request = await requestAs(who, "/api/model-providers", { method, body });
  const response = await handler(request, { params: Promise.resolve({ id }) });
  const text = await response.text();
  return { status: response.status, text, json: text ? JSON.parse(text) : null };
}

const added = (part: object = {}) => ({
  method: "POST",
  body: {
    name: "our-vllm",
    kind: "openai-compatible",
    baseUrl: `${server.url}/v1/`,
    key,
    residency: "local",
    models: [
      { kind: "chat", name: "fake-small" },
      { kind: "embedding", name: "fake-embed", dimensions: 256 },
    ],
    ...part,
  },
});

describe("providers", () => {
  test("are an operator's to see and change, whatever admins there are", async () => {
    const { json } = await call(POST, operator, added());
    const id = json.providers[0].id;
    for (const who of [admin, member, null]) {
      const refused = [
        await call(GET, who),
        await call(POST, who, added({ name: "another" })),
        await call(PATCH, who, { method: "PATCH", id, body: { isEnabled: false } }),
        await call(checkNew, who, { method: "POST", body: { kind: "openai", key } }),
        await call(checkStored, who, { method: "POST", id }),
        await call(patchModels, who, { method: "PATCH", body: { roles: { chat: null } } }),
        await call(DELETE, who, { method: "DELETE", id }),
      ];
      expect(refused.map(({ status }) => status)).toEqual(refused.map(() => (who ? 403 : 401)));
      expect(refused.map(({ text }) => text).join()).not.toContain("our-vllm");
    }
    expect((await call(GET, operator)).json.providers).toMatchObject([{ id, isEnabled: true }]);
  });

  test("are used at once when they're added, and no more when they're removed", async () => {
    const { status, json } = await call(POST, operator, added());
    expect(status).toBe(201);
    expect(json.providers[0]).toMatchObject({ name: "our-vllm", keyHint: "…4711", isReplaced: false });
    expect(findModel("our-vllm/fake-small")).toMatchObject({ residency: "local", inputPrice: 0 });
    const { id } = json.providers[0];
    await call(PATCH, operator, { method: "PATCH", id, body: { models: [], chaosShare: 0.5 } });
    expect(findModel("our-vllm/fake-small")).toBeUndefined();
    expect((await call(DELETE, operator, { method: "DELETE", id })).json.providers).toEqual([]);
    expect((await call(DELETE, operator, { method: "DELETE", id })).status).toBe(404);
  });

  test("elsewhere are priced by the catalog, and on the high side where it doesn't know them", async () => {
    const models = [
      { kind: "chat", name: "gpt-5-mini" },
      { kind: "chat", name: "gpt-99" },
      { kind: "chat", name: "gpt-5-nano", inputPrice: 1, outputPrice: 2 },
    ];
    await call(POST, operator, added({ name: "acme", kind: "openai", residency: "external", models }));
    expect(findModel("acme/gpt-5-mini")).toMatchObject({
      inputPrice: 0.25,
      cachedInputPrice: 0.025,
      contextTokens: 400_000,
      capabilities: expect.arrayContaining(["reasoning"]),
    });
    expect(findModel("acme/gpt-99")).toMatchObject({ inputPrice: 5, outputPrice: 25 });
    const own = findModel("acme/gpt-5-nano");
    expect(own).toMatchObject({ inputPrice: 1, outputPrice: 2 });
    expect(own?.cachedInputPrice).toBeUndefined(); // the catalog's would be another price list's
  });

  test.each([
    ["a name that means something", { name: "builtin" }],
    ["another kind's name", { name: "anthropic" }],
    ["a name with a slash", { name: "a/b" }],
    ["no address", { baseUrl: null }],
    ["an address that is a file", { baseUrl: "file:///etc/passwd" }],
    ["a password in the address", { baseUrl: "http://user:password@example.com/v1" }],
    ["a key with a line break in it", { key: "abc\ndef" }],
    [
      "a model twice",
      {
        models: [
          { kind: "chat", name: "a" },
          { kind: "chat", name: "a" },
        ],
      },
    ],
    ["a share of more than everything", { chaosShare: 1.5 }],
  ])("with %s are refused", async (_what, part) => {
    expect((await call(POST, operator, added(part))).status).toBe(400);
    expect((await call(GET, operator)).json.providers).toEqual([]);
  });

  test("of the same name are refused", async () => {
    await call(POST, operator, added());
    expect((await call(POST, operator, added())).status).toBe(409);
  });
});

describe("a key", () => {
  test("leaves by no answer and stands in no log line", async () => {
    const lines: string[] = [];
    for (const level of ["debug", "info", "warn", "error"] as const)
      vi.spyOn(log, level).mockImplementation((...logged: unknown[]) => {
        lines.push(inspect(logged, { depth: 10 }));
      });
    const answers = [await call(POST, operator, added())];
    const [{ id }] = answers[0]!.json.providers;
    const hurt = "http://127.0.0.1:1/v1";
    answers.push(
      await call(GET, operator),
      await call(POST, operator, added()),
      await call(checkStored, operator, { method: "POST", id }),
      await call(checkNew, operator, {
        method: "POST",
        body: { kind: "openai-compatible", baseUrl: hurt, key },
      }),
      await call(PATCH, operator, { method: "PATCH", id, body: { key, baseUrl: hurt } }),
      await call(checkStored, operator, { method: "POST", id }),
      await call(PATCH, operator, { method: "PATCH", id, body: { key: `${key}\n${key}` } }),
      await call(getModels, operator),
      await call(getV1Models, operator),
      await call(DELETE, operator, { method: "DELETE", id }),
    );
    vi.restoreAllMocks();
    expect(lines.join()).toContain("a provider was added");
    expect(answers.map(({ status }) => status)).toEqual([
      201, 200, 409, 200, 200, 200, 200, 400, 200, 200, 200,
    ]);
    for (const said of [...answers.map(({ text }) => text), ...lines]) expect(said).not.toContain(key);
    expect(answers.map(({ text }) => text).join()).not.toContain("ealedKey");
  });

  test("stays when it isn't given, and goes with null", async () => {
    const { id } = (await call(POST, operator, added())).json.providers[0];
    await call(checkStored, operator, { method: "POST", id });
    expect(server.requests().at(-1)?.headers.authorization).toBe("[redacted]"); // there was one
    const changed = await call(PATCH, operator, { method: "PATCH", id, body: { residency: "external" } });
    expect(changed.json.providers[0]).toMatchObject({ keyHint: "…4711", residency: "external" });
    const forgotten = await call(PATCH, operator, { method: "PATCH", id, body: { key: null } });
    expect(forgotten.json.providers[0].keyHint).toBeNull();
    await call(checkStored, operator, { method: "POST", id });
    expect(server.requests().at(-1)?.headers.authorization).toBeUndefined();
  });

  test("isn't sent to another address than it was entered for", async () => {
    const { id } = (await call(POST, operator, added())).json.providers[0];
    const elsewhere = { baseUrl: "https://collector.example.com/v1" };
    const refused = await call(PATCH, operator, { method: "PATCH", id, body: elsewhere });
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.text).toContain("enter it again");
    const body = { ...elsewhere, key: "another-key-for-it" };
    expect((await call(PATCH, operator, { method: "PATCH", id, body })).status).toBe(200);
  });
});

test("a test of a provider is kept with it", async () => {
  const { id } = (await call(POST, operator, added())).json.providers[0];
  const { json } = await call(checkStored, operator, { method: "POST", id });
  expect(json).toMatchObject({ failure: null, models: expect.arrayContaining(["fake-large"]) });
  expect((await call(GET, operator)).json.providers[0]).toMatchObject({
    checkedAt: expect.any(String),
    checkFailure: null,
  });
});

describe("which model does which job", () => {
  test("is an operator's to say, among models that can", async () => {
    await call(POST, operator, added());
    const give = (roles: object) => call(patchModels, operator, { method: "PATCH", body: { roles } });
    expect((await give({ chat: "our-vllm/fake-embed" })).status).toBe(400);
    expect((await give({ chat: "our-vllm/gone" })).status).toBe(400);
    expect((await give({ painter: "our-vllm/fake-small" })).status).toBe(400);
    const { json } = await give({ judge: "our-vllm/fake-small", rerank: "none" });
    expect(json.roles).toContainEqual(
      expect.objectContaining({ role: "judge", modelId: "our-vllm/fake-small" }),
    );
    expect(json.roles).toContainEqual(expect.objectContaining({ role: "rerank", modelId: null }));
  });
});

describe("a workspace's policy", () => {
  const change = (who: Principal | null, body: unknown) => call(patchPolicy, who, { method: "PATCH", body });

  test("is its admins' to see and change", async () => {
    for (const who of [member, null]) {
      expect((await call(getPolicy, who)).status).toBe(who ? 403 : 401);
      expect((await change(who, { models: { isOnPremisesOnly: true } })).status).toBe(who ? 403 : 401);
    }
    const { json } = await change(admin, { models: { isOnPremisesOnly: true } });
    expect(json.models).toMatchObject({ isOnPremisesOnly: true, routesByDifficulty: true });
    expect((await change(admin, { checks: { supportMin: 0.3 } })).json).toMatchObject({
      models: { isOnPremisesOnly: true },
      checks: { supportMin: 0.3 },
    });
    await change(admin, { models: { isOnPremisesOnly: false } });
  });

  test("keeps from members what it doesn't allow, in the chat and for programs", async () => {
    await call(POST, operator, added());
    await call(POST, operator, added({ name: "away", residency: "external" }));
    const seen = async () => [
      (await call(getModels, member)).json.models.map(({ id }: { id: string }) => id),
      (await call(getV1Models, member)).json.data.map(({ id }: { id: string }) => id),
    ];
    for (const ids of await seen()) expect(ids).toContain("away/fake-small");
    await change(admin, { models: { isOnPremisesOnly: true } });
    for (const ids of await seen()) {
      expect(ids).not.toContain("away/fake-small");
      expect(ids).toContain("our-vllm/fake-small");
      expect(ids).toContain("builtin/extractive");
    }
    await change(admin, { models: { isOnPremisesOnly: false } });
  });

  test.each([
    ["names a model that there isn't", { models: { allowed: ["gone/model"] } }, "There is no model"],
    ["names a setting that there isn't", { models: { allowd: [] } }, "models.allowd"],
    ["is no object", { models: [] }, "models"],
  ])("that %s is refused, and says so", async (_what, body, message) => {
    const refused = await change(admin, body);
    expect(refused.status).toBe(400);
    expect(refused.json.error.message).toContain(message);
  });
});
