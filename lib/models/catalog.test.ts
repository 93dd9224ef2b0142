import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { envKeys } from "../env.ts";
import { defaultTenantPolicy } from "../tenant-policy.ts";
import { writeTinyModel } from "./testing/make-tiny-model.ts";

/** A fresh catalog under an environment in which only these keys are set. */
async function catalogWith(given: Record<string, string> = {}) {
  for (const key of envKeys) vi.stubEnv(key, given[key]);
  vi.stubEnv("LOCAL_MODELS_DIR", given.LOCAL_MODELS_DIR ?? "/nowhere");
  vi.resetModules();
  return await import("./catalog.ts");
}

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

describe("with no provider configured", () => {
  it("the built-in models are all there is", async () => {
    const { listModels, chatModelChain, defaultEmbeddingModel } = await catalogWith();
    expect(listModels().map(({ id }) => id)).toEqual([
      "builtin/extractive",
      "builtin/hash-embed",
      "builtin/features",
    ]);
    expect(chatModelChain().map(({ id }) => id)).toEqual(["builtin/extractive"]);
    expect(defaultEmbeddingModel()).toMatchObject({ id: "builtin/hash-embed", dimensions: 384 });
  });

  it("says what is weaker for it", async () => {
    const { degradations } = await catalogWith();
    expect(degradations()).toHaveLength(2);
    for (const sentence of degradations()) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe("with a provider's key", () => {
  it.each([
    ["OPENAI_API_KEY", "openai"],
    ["ANTHROPIC_API_KEY", "anthropic"],
    ["GOOGLE_GENERATIVE_AI_API_KEY", "google"],
  ])("%s alone puts a model of %s first and keeps the built-in one last", async (key, provider) => {
    const { chatModelChain } = await catalogWith({ [key]: "key" });
    expect(chatModelChain()[0]).toMatchObject({ provider, kind: "chat" });
    expect(chatModelChain().at(-1)?.id).toBe("builtin/extractive");
    expect(chatModelChain()).toHaveLength(2);
  });

  it("collections are embedded by that provider where it has embeddings", async () => {
    const openai = await catalogWith({ OPENAI_API_KEY: "key" });
    expect(openai.defaultEmbeddingModel()).toMatchObject({ provider: "openai", kind: "embedding" });
    expect(openai.degradations()).toEqual([]);
    const anthropic = await catalogWith({ ANTHROPIC_API_KEY: "key" });
    expect(anthropic.defaultEmbeddingModel().id).toBe("builtin/hash-embed");
    expect(anthropic.degradations()).toHaveLength(1);
  });

  it("models of other providers can't be found", async () => {
    const { findModel } = await catalogWith({ OPENAI_API_KEY: "key" });
    expect(findModel("openai/gpt-5-mini")?.kind).toBe("chat");
    expect(findModel("anthropic/claude-haiku-4-5")).toBeUndefined();
    expect(findModel("")).toBeUndefined();
  });

  it("fails over to one model of each further provider", async () => {
    const { chatModelChain } = await catalogWith({ OPENAI_API_KEY: "a", ANTHROPIC_API_KEY: "b" });
    expect(chatModelChain().map(({ provider }) => provider)).toEqual(["openai", "anthropic", "builtin"]);
  });

  it("fails over to a second model of a provider whose models cost nothing, and to no more of them", async () => {
    const { chatModelChain } = await catalogWith({
      OPENAI_API_KEY: "key",
      OPENAI_COMPATIBLE_BASE_URL: "http://127.0.0.1:8000/v1",
      OPENAI_COMPATIBLE_CHAT_MODELS: "large,small,third",
    });
    expect(chatModelChain().map(({ id }) => id)).toEqual([
      "openai-compatible/large",
      "openai-compatible/small",
      "openai/gpt-5-mini",
      "builtin/extractive",
    ]);
  });
});

describe("CHAT_MODEL", () => {
  it("comes first, and its provider's default still follows", async () => {
    const { chatModelChain } = await catalogWith({ OPENAI_API_KEY: "key", CHAT_MODEL: "openai/gpt-5.1" });
    expect(chatModelChain().map(({ id }) => id)).toEqual([
      "openai/gpt-5.1",
      "openai/gpt-5-mini",
      "builtin/extractive",
    ]);
  });

  it("may name a model that isn't listed, at a price that errs on the high side", async () => {
    const { chatModelChain, listModels } = await catalogWith({
      OPENAI_API_KEY: "key",
      CHAT_MODEL: "openai/gpt-9",
    });
    const [first] = chatModelChain();
    expect(first).toMatchObject({ id: "openai/gpt-9", name: "gpt-9" });
    const listed = listModels().filter(({ provider, id }) => provider === "openai" && id !== "openai/gpt-9");
    for (const { inputPrice } of listed) expect(first?.inputPrice).toBeGreaterThanOrEqual(inputPrice);
  });

  it("that can't be used is said to be so, and the rest goes on", async () => {
    const { chatModelChain, degradations } = await catalogWith({ CHAT_MODEL: "openai/gpt-5.1" });
    expect(chatModelChain().map(({ id }) => id)).toEqual(["builtin/extractive"]);
    expect(degradations().join(" ")).toContain("CHAT_MODEL is openai/gpt-5.1");
  });

  it.each(["gpt-5", "/x", "nobody/x", "/"])("of no provider (%s) is no model", async (id) => {
    const { findModel } = await catalogWith({ OPENAI_API_KEY: "key", CHAT_MODEL: id });
    expect(findModel(id)).toBeUndefined();
  });
});

describe("an OpenAI-compatible server", () => {
  const server = { OPENAI_COMPATIBLE_BASE_URL: "http://localhost:8000/v1" };

  it("serves the models that are named for it, free of charge", async () => {
    const { listModels, chatModelChain } = await catalogWith({
      ...server,
      OPENAI_COMPATIBLE_CHAT_MODELS: "Qwen/Qwen2.5-7B-Instruct, llama3.2:3b",
    });
    const chats = listModels().filter(({ provider }) => provider === "openai-compatible");
    expect(chats.map(({ name }) => name)).toEqual(["Qwen/Qwen2.5-7B-Instruct", "llama3.2:3b"]);
    expect(chats.every(({ inputPrice, outputPrice }) => inputPrice + outputPrice === 0)).toBe(true);
    expect(chatModelChain()[0]?.id).toBe("openai-compatible/Qwen/Qwen2.5-7B-Instruct");
  });

  it.each([
    ["bge-m3:512", "bge-m3", 512],
    ["bge-m3", "bge-m3", 1024],
    ["nomic-embed-text:latest", "nomic-embed-text:latest", 768],
    ["nomic-embed-text:latest:512", "nomic-embed-text:latest", 512],
    ["BAAI/bge-m3:1024", "BAAI/bge-m3", 1024],
  ])("embeds with %s", async (setting, name, dimensions) => {
    const named = await catalogWith({ ...server, OPENAI_COMPATIBLE_EMBEDDING_MODEL: setting });
    expect(named.defaultEmbeddingModel()).toMatchObject({
      id: `openai-compatible/${name}`,
      name,
      dimensions,
    });
    const chosen = await catalogWith({ ...server, EMBEDDING_MODEL: `openai-compatible/${setting}` });
    expect(chosen.defaultEmbeddingModel()).toMatchObject({
      id: `openai-compatible/${name}`,
      name,
      dimensions,
    });
    expect(chosen.degradations().join(" ")).not.toContain("EMBEDDING_MODEL");
  });

  it("is no provider where its address isn't set", async () => {
    const { listModels } = await catalogWith({ OPENAI_COMPATIBLE_CHAT_MODELS: "llama3.2" });
    expect(listModels().every(({ provider }) => provider === "builtin")).toBe(true);
  });
});

describe("RERANK_MODEL", () => {
  it("not set, is the built-in reranker, whatever keys there are", async () => {
    const { rerankModel } = await catalogWith({ COHERE_API_KEY: "a", JINA_API_KEY: "b" });
    expect(rerankModel()?.id).toBe("builtin/features");
  });

  it.each([
    ["cohere/rerank-v3.5", { COHERE_API_KEY: "a" }],
    ["jina/jina-reranker-v9", { JINA_API_KEY: "a" }],
    ["voyage/rerank-2.5", { VOYAGE_API_KEY: "a" }],
    ["openai-compatible/BAAI/bge-reranker-v2-m3", { RERANK_BASE_URL: "http://localhost:8080" }],
    ["openai-compatible/reranker", { OPENAI_COMPATIBLE_BASE_URL: "http://localhost:8000/v1" }],
  ])("chooses %s", async (id, given) => {
    const { rerankModel, degradations } = await catalogWith({ ...given, RERANK_MODEL: id });
    expect(rerankModel()).toMatchObject({ id, kind: "rerank" });
    expect(degradations().join(" ")).not.toContain("RERANK");
  });

  it("none is the order that search gave", async () => {
    const { rerankModel, degradations } = await catalogWith({ RERANK_MODEL: "none" });
    expect(rerankModel()).toBeNull();
    expect(degradations().join(" ")).not.toContain("RERANK");
  });

  it.each(["cohere/rerank-v3.5", "local/bge-reranker-base", "cohere/embed-v4.0"])(
    "that can't be used (%s) is said to be so, and the built-in one does it",
    async (id) => {
      const { rerankModel, degradations } = await catalogWith({ RERANK_MODEL: id, VOYAGE_API_KEY: "a" });
      expect(rerankModel()?.id).toBe("builtin/features");
      expect(degradations().join(" ")).toContain(`RERANK_MODEL is ${id}`);
    },
  );

  it("is missed where there's a server for it", async () => {
    const { degradations } = await catalogWith({ RERANK_BASE_URL: "http://localhost:8080" });
    expect(degradations().join(" ")).toContain("RERANK_MODEL doesn't name its model");
  });
});

describe("models on this machine", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "models-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("embed new collections once they are here, unless a provider does", async () => {
    const before = await catalogWith({ LOCAL_MODELS_DIR: folder });
    expect(before.defaultEmbeddingModel().id).toBe("builtin/hash-embed");
    await writeTinyModel(folder, "Xenova/multilingual-e5-small", "embedding");
    expect(before.defaultEmbeddingModel()).toMatchObject({
      id: "local/multilingual-e5-small",
      dimensions: 384,
      inputPrice: 0,
    });
    expect(before.degradations().join(" ")).not.toContain("No embedding model");
    const { defaultEmbeddingModel } = await catalogWith({ LOCAL_MODELS_DIR: folder, OPENAI_API_KEY: "a" });
    expect(defaultEmbeddingModel().provider).toBe("openai");
  });

  it("may be others than those that are listed, by their place in the folder", async () => {
    await writeTinyModel(folder, "own/house-model", "embedding");
    const given = { LOCAL_MODELS_DIR: folder, EMBEDDING_MODEL: "local/own/house-model:4" };
    const { defaultEmbeddingModel } = await catalogWith(given);
    expect(defaultEmbeddingModel()).toMatchObject({ id: "local/own/house-model", dimensions: 4 });
  });

  it.each(["local/../own/house-model", "local/own/../house-model", "local//own"])(
    "lie in the folder and nowhere else (%s)",
    async (id) => {
      await writeTinyModel(folder, "own/house-model", "embedding");
      const { findModel } = await catalogWith({
        LOCAL_MODELS_DIR: join(folder, "own"),
        EMBEDDING_MODEL: `${id}:4`,
      });
      expect(findModel(id)).toBeUndefined();
    },
  );
});

describe("the roles of judge and moderator", () => {
  const keys = { OPENAI_API_KEY: "a", ANTHROPIC_API_KEY: "b" };

  it("are the environment's to give", async () => {
    const judge = "anthropic/claude-opus-4-5";
    const { judgeModel, moderationModel, degradations } = await catalogWith({
      ...keys,
      JUDGE_MODEL: judge,
      MODERATION_MODEL: "openai/omni-moderation-latest",
    });
    expect(judgeModel()?.id).toBe(judge);
    expect(moderationModel()).toMatchObject({ id: "openai/omni-moderation-latest", kind: "moderation" });
    expect(degradations()).toEqual([]);
  });

  it("fall to what answers first, and to nobody", async () => {
    const { judgeModel, moderationModel } = await catalogWith(keys);
    expect(judgeModel()?.id).toBe("openai/gpt-5-mini");
    expect(moderationModel()).toBeNull();
    expect((await catalogWith()).judgeModel()).toBeNull();
  });

  it("that can't be had are said to be so", async () => {
    const { degradations } = await catalogWith({ ...keys, MODERATION_MODEL: "openai/gpt-5-mini" });
    expect(degradations().join(" ")).toContain("MODERATION_MODEL is openai/gpt-5-mini");
  });
});

describe("a workspace's choice", () => {
  const keys = { OPENAI_API_KEY: "a", ANTHROPIC_API_KEY: "b", COHERE_API_KEY: "c" };
  const { models: usual } = defaultTenantPolicy;
  const policyOf = (models: Partial<typeof usual>) => ({ models: { ...usual, ...models } });
  const roles = (chosen: Partial<typeof usual.roles>) => policyOf({ roles: { ...usual.roles, ...chosen } });

  it("goes before the environment's", async () => {
    const { chatModelChain, defaultEmbeddingModel, rerankModel, judgeModel } = await catalogWith({
      ...keys,
      CHAT_MODEL: "openai/gpt-5.1",
      RERANK_MODEL: "cohere/rerank-v3.5",
    });
    const policy = roles({
      chat: "anthropic/claude-sonnet-4-5",
      embedding: "cohere/embed-v4.0",
      rerank: "none",
      judge: "openai/gpt-5-nano",
    });
    expect(chatModelChain(policy)[0]?.id).toBe("anthropic/claude-sonnet-4-5");
    expect(defaultEmbeddingModel(policy).id).toBe("cohere/embed-v4.0");
    expect(rerankModel(policy)).toBeNull();
    expect(judgeModel(policy)?.id).toBe("openai/gpt-5-nano");
    expect(chatModelChain()[0]?.id).toBe("openai/gpt-5.1");
  });

  it("of what it doesn't allow itself counts for nothing", async () => {
    const { chatModelChain, defaultEmbeddingModel, rerankModel } = await catalogWith({
      ...keys,
      RERANK_MODEL: "cohere/rerank-v3.5",
    });
    const policy = { models: { ...roles({ chat: "openai/gpt-5.1" }).models, isOnPremisesOnly: true } };
    expect(chatModelChain(policy).map(({ id }) => id)).toEqual(["builtin/extractive"]);
    expect(defaultEmbeddingModel(policy).id).toBe("builtin/hash-embed");
    expect(rerankModel(policy)?.id).toBe("builtin/features");
  });

  it("of allowed models is what the chain is made of, not only the first of each provider", async () => {
    const { chatModelChain } = await catalogWith(keys);
    const policy = policyOf({ allowed: ["openai/gpt-5-nano", "anthropic/claude-sonnet-4-5"] });
    expect(chatModelChain(policy).map(({ id }) => id)).toEqual([
      "openai/gpt-5-nano",
      "anthropic/claude-sonnet-4-5",
      "builtin/extractive",
    ]);
  });
});

describe("what stays within the installation", () => {
  it("is what runs here, and a server of one's own only where its operator says so", async () => {
    const server = {
      OPENAI_COMPATIBLE_BASE_URL: "http://localhost:8000/v1",
      OPENAI_COMPATIBLE_CHAT_MODELS: "llama",
      RERANK_BASE_URL: "http://localhost:8080",
      RERANK_MODEL: "openai-compatible/reranker",
    };
    const unsaid = await catalogWith({ ...server, OPENAI_API_KEY: "a" });
    const localOf = ({ listModels }: typeof unsaid) =>
      listModels().flatMap(({ id, residency }) => (residency === "local" ? [id] : []));
    const builtin = ["builtin/extractive", "builtin/hash-embed", "builtin/features"];
    expect(localOf(unsaid)).toEqual(builtin);
    const said = await catalogWith({ ...server, OPENAI_COMPATIBLE_RESIDENCY: "local" });
    expect(localOf(said)).toEqual(["openai-compatible/llama", ...builtin]);
    const reranker = await catalogWith({ ...server, RERANK_RESIDENCY: "local" });
    expect(localOf(reranker)).toEqual(["openai-compatible/reranker", ...builtin]);
  });
});

describe("every model", () => {
  it("has an id of its own: its provider and its name", async () => {
    const all = {
      OPENAI_API_KEY: "a",
      ANTHROPIC_API_KEY: "b",
      GOOGLE_GENERATIVE_AI_API_KEY: "c",
      COHERE_API_KEY: "d",
      VOYAGE_API_KEY: "e",
      JINA_API_KEY: "f",
    };
    const { listModels } = await catalogWith({ ...all, CHAT_MODEL: "openai/gpt-5-mini" });
    const ids = listModels().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, provider, name } of listModels()) expect(id).toBe(`${provider}/${name}`);
  });

  it("embeds to a length exactly if it embeds", async () => {
    const { listModels } = await catalogWith({ OPENAI_API_KEY: "a", GOOGLE_GENERATIVE_AI_API_KEY: "c" });
    for (const { kind, dimensions } of listModels()) expect(dimensions > 0).toBe(kind === "embedding");
  });
});

describe("costMicroUsd", () => {
  it("is tokens by price per million, rounded up to a millionth of a dollar", async () => {
    const { costMicroUsd, findModel } = await catalogWith({ OPENAI_API_KEY: "key" });
    const mini = findModel("openai/gpt-5-mini")!;
    expect(costMicroUsd(mini, 1_000_000, 0)).toBe(250_000);
    expect(costMicroUsd(mini, 0, 1_000_000)).toBe(2_000_000);
    expect(costMicroUsd(mini, 1, 0)).toBe(1);
    expect(costMicroUsd(mini, 0, 0)).toBe(0);
  });

  it("is by the call where that's what is charged for", async () => {
    const { costMicroUsd, findModel } = await catalogWith({ COHERE_API_KEY: "key" });
    expect(costMicroUsd(findModel("cohere/rerank-v3.5")!, 0, 0, { calls: 1 })).toBe(2000);
  });

  it("counts input that the provider had in its cache at its own price, and what it put there at another", async () => {
    const { costMicroUsd, findModel } = await catalogWith({ ANTHROPIC_API_KEY: "key" });
    const haiku = findModel("anthropic/claude-haiku-4-5")!;
    const million = 1_000_000;
    expect(costMicroUsd(haiku, million, 0, { cachedInputTokens: million })).toBe(100_000);
    expect(costMicroUsd(haiku, million, 0, { cacheWriteTokens: million })).toBe(1_250_000);
    expect(costMicroUsd(haiku, million, 0, { cachedInputTokens: million / 2 })).toBe(550_000);
  });

  it("is nothing for the built-in models", async () => {
    const { costMicroUsd, extractiveModel } = await catalogWith();
    expect(costMicroUsd(extractiveModel, 1_000_000, 1_000_000)).toBe(0);
  });
});
