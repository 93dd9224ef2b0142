import { generateText } from "ai";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { asSystem, closePool, withTenant } from "../../db/client.ts";
import {
  changeModelRoles,
  changeProvider,
  createProvider,
  deleteProvider,
  listProviders,
  type NewProvider,
} from "../../db/model-providers.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { log } from "../log.ts";
import { sealSecret } from "../seal.ts";
import { chatModelChain, defaultEmbeddingModel, findModel, listModels, moderationModel } from "./catalog.ts";
import { completeModel } from "./complete-model.ts";
import { embedTexts } from "./embed.ts";
import type { ModelKind } from "./model-spec.ts";
import { callLimitsOf, connectionOf, providerKeyPurpose, renewProviders } from "./provider-settings.ts";
import { languageModel } from "./providers.ts";
import { rerankTexts } from "./rerank.ts";

const key = "sk-of-the-operator-0123456789";

async function clear() {
  await asSystem((tx) => tx.$client.query("DELETE FROM model_providers; DELETE FROM model_roles"));
  await renewProviders({ isUrgent: true });
}
beforeEach(clear);
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
afterAll(async () => {
  await clear();
  await closePool();
});

const provider = (part: Partial<NewProvider> = {}): NewProvider => ({
  name: "our-vllm",
  kind: "openai-compatible",
  baseUrl: "http://127.0.0.1:9/v1",
  sealedKey: sealSecret(key, providerKeyPurpose),
  keyHint: "…6789",
  residency: "local",
  concurrencyMax: 4,
  chaosShare: 0.25,
  models: [model("llama"), model("qwen"), model("bge-m3", "embedding")],
  ...part,
});
const model = (name: string, kind: ModelKind = "chat") =>
  completeModel({ kind, name }, { kind: "openai-compatible", residency: "local" });

async function add(part?: Partial<NewProvider>): Promise<string> {
  const id = await createProvider(provider(part));
  await renewProviders({ isUrgent: true });
  return id;
}
const idsOf = (models: { id: string }[]) => models.map(({ id }) => id);

describe("a provider that an operator added", () => {
  test("is called as it was set up, in the order of its models", async () => {
    await add();
    const ours = listModels().filter((each) => each.provider === "our-vllm");
    expect(idsOf(ours)).toEqual(["our-vllm/llama", "our-vllm/qwen", "our-vllm/bge-m3"]);
    expect(ours.every(({ residency, inputPrice }) => residency === "local" && inputPrice === 0)).toBe(true);
    expect(idsOf(chatModelChain())).toEqual(["our-vllm/llama", "our-vllm/qwen", "builtin/extractive"]);
    expect(defaultEmbeddingModel()).toMatchObject({ id: "our-vllm/bge-m3", dimensions: 1024 });
    expect(connectionOf({ provider: "our-vllm", kind: "chat" })).toMatchObject({
      api: "openai-compatible",
      apiKey: key,
      baseUrl: "http://127.0.0.1:9/v1",
    });
    expect(callLimitsOf("our-vllm")).toEqual({ concurrencyMax: 4, chaosShare: 0.25 });
    expect(callLimitsOf("nobody")).toEqual({ concurrencyMax: null, chaosShare: 0 });
  });

  test("tells how sure its models are where it's said to, but for models that reason", async () => {
    const capabilitiesOf = (name: string) => findModel(`our-vllm/${name}`)?.capabilities;
    const models = [model("llama"), model("gpt-4.1-mini"), model("gpt-5-mini")];
    const id = await add({ kind: "openai", models });
    expect(capabilitiesOf("llama")).toBeUndefined();
    await changeProvider(id, { givesLogprobs: true });
    await renewProviders({ isUrgent: true });
    expect(capabilitiesOf("llama")).toEqual(["logprobs"]);
    expect(capabilitiesOf("gpt-4.1-mini")).toContain("batch");
    expect(capabilitiesOf("gpt-5-mini")).not.toContain("logprobs"); // OpenAI refuses the request
  });

  test("is gone when it's turned off, and when it's removed", async () => {
    const id = await add();
    await changeProvider(id, { isEnabled: false });
    await renewProviders({ isUrgent: true });
    expect(findModel("our-vllm/llama")).toBeUndefined();
    expect(connectionOf({ provider: "our-vllm", kind: "chat" })).toBeUndefined();
    await changeProvider(id, { isEnabled: true });
    await renewProviders({ isUrgent: true });
    expect(findModel("our-vllm/llama")).toBeDefined();
    await deleteProvider(id);
    await renewProviders({ isUrgent: true });
    expect(findModel("our-vllm/llama")).toBeUndefined();
  });

  test("embeds collections", async () => {
    const server: FakeProvider = await startFakeProvider();
    try {
      const embedding = { ...model("fake-embed", "embedding"), dimensions: 256 };
      await add({ baseUrl: `${server.url}/v1`, models: [embedding] });
      const { embeddings } = await embedTexts({
        texts: ["One.", "Two."],
        modelId: "our-vllm/fake-embed",
        purpose: "document",
      });
      expect(embeddings.map(({ length }) => length)).toEqual([256, 256]);
      expect(server.requests()[0]?.headers.authorization).toBe("[redacted]"); // there was one
    } finally {
      await server.close();
    }
  });

  test.each([
    ["openai", "chat", "authorization", `Bearer ${key}`],
    ["anthropic", "chat", "x-api-key", key],
    ["google", "chat", "x-goog-api-key", key],
    ["openai-compatible", "chat", "authorization", `Bearer ${key}`],
    ["cohere", "embedding", "authorization", `Bearer ${key}`],
    ["voyage", "embedding", "authorization", `Bearer ${key}`],
    ["jina", "rerank", "authorization", `Bearer ${key}`],
  ] as const)("of %s is asked at its own address, with its own key", async (kind, use, header, value) => {
    await add({ kind, baseUrl: "https://models.example.com/base", models: [model("a-model", use)] });
    const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response("{}", { status: 400 }));
    vi.stubGlobal("fetch", fetch);
    const spec = findModel("our-vllm/a-model")!;
    const asked = {
      chat: () => generateText({ model: languageModel(spec), prompt: "Hello", maxRetries: 0 }),
      embedding: () => embedTexts({ texts: ["Hello"], modelId: spec.id, purpose: "query" }),
      rerank: () => rerankTexts({ query: "Hello", documents: ["a", "b"], modelId: spec.id }),
    };
    await asked[use]().catch(() => undefined);
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect(String(url)).toMatch(/^https:\/\/models\.example\.com\/base\//);
    expect(new Headers(init?.headers).get(header)).toBe(value);
    expect(init?.redirect).toBe("error");
  });

  test("with the environment's name has its key used for its own models alone", async () => {
    await add({ name: "openai", kind: "openai", baseUrl: null, models: [model("gpt-5-nano")] });
    expect(idsOf(listModels()).filter((id) => id.startsWith("openai/"))).toEqual(["openai/gpt-5-nano"]);
  });

  test("whose key can't be opened isn't used, and the others are", async () => {
    await createProvider(provider({ name: "broken", sealedKey: sealSecret(key, "another purpose") }));
    await add();
    expect(listModels().some((each) => each.provider === "broken")).toBe(false);
    expect(findModel("our-vllm/llama")).toBeDefined();
  });
});

describe("an operator's choice of a model for a job", () => {
  test("holds where there is such a model, and goes with its provider", async () => {
    const id = await add({ models: [model("llama"), model("qwen"), model("guard", "moderation")] });
    await changeModelRoles({ chat: "our-vllm/qwen", moderation: "our-vllm/guard", rerank: "none" });
    await renewProviders({ isUrgent: true });
    expect(idsOf(chatModelChain())).toEqual(["our-vllm/qwen", "our-vllm/llama", "builtin/extractive"]);
    expect(moderationModel()?.id).toBe("our-vllm/guard");
    await changeModelRoles({ chat: null });
    await renewProviders({ isUrgent: true });
    expect(chatModelChain()[0]?.id).toBe("our-vllm/llama");
    await deleteProvider(id);
    const { rows } = await asSystem((tx) => tx.$client.query("SELECT role FROM model_roles"));
    expect(rows).toEqual([{ role: "rerank" }]);
  });
});

describe("renewing", () => {
  const counting = async () => {
    const { pool } = await import("../../db/client.ts");
    return vi.spyOn(pool(), "query");
  };

  test("asks the database once for all who wait, and not again for two seconds", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    await renewProviders({ isUrgent: true });
    vi.advanceTimersByTime(2_000);
    const query = await counting();
    await Promise.all(Array.from({ length: 50 }, () => renewProviders()));
    expect(query).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_999);
    await renewProviders();
    expect(query).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    await renewProviders();
    expect(query).toHaveBeenCalledTimes(2);
  });

  test("goes on with what is known while the database can't be asked", async () => {
    await add();
    const query = await counting();
    query.mockImplementation(() => Promise.reject(new Error("the database is down")));
    vi.spyOn(log, "warn").mockReturnValue();
    await renewProviders({ isUrgent: true });
    expect(query).toHaveBeenCalledTimes(1);
    expect(findModel("our-vllm/llama")).toBeDefined();
  });
});

describe("keys", () => {
  test("are stored sealed, and listed for nobody", async () => {
    await add();
    const { rows } = await asSystem((tx) =>
      tx.$client.query<{ row: string }>("SELECT p::text AS row FROM model_providers p"),
    );
    expect(rows[0]?.row).toContain("…6789");
    expect(rows[0]?.row).not.toContain(key);
    const listed = JSON.stringify(await listProviders());
    expect(listed).not.toContain(key);
    expect(listed).not.toContain("sealedKey");
  });

  test.each(["model_providers", "provider_models", "model_roles"])(
    "and what belongs to them (%s) can't be read or written by a tenant's owner",
    async (table) => {
      await add();
      const { owner } = await createTestTenant();
      for (const statement of [`SELECT * FROM ${table}`, `DELETE FROM ${table}`])
        await expect(withTenant(owner, (tx) => tx.$client.query(statement))).rejects.toThrow(
          /permission denied/,
        );
      expect(await listProviders()).toHaveLength(1);
    },
  );

  test("a second provider of the same name is refused", async () => {
    await add();
    await expect(createProvider(provider())).rejects.toMatchObject({ code: "conflict" });
  });
});
