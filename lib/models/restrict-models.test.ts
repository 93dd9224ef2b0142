import { describe, expect, it, vi } from "vitest";
import { defaultTenantPolicy, type TenantPolicy } from "../tenant-policy.ts";
import { extractiveModel } from "./catalog.ts";
import { liveModels, type Models } from "./live-models.ts";
import { modelSpec } from "./model-spec.ts";
import { restrictModels } from "./restrict-models.ts";

const here = modelSpec({ provider: "our-vllm", name: "llama", kind: "chat", residency: "local" });
const elsewhere = modelSpec({ provider: "openai", name: "gpt", kind: "chat" });
const embedding = modelSpec({ provider: "openai", name: "embed", kind: "embedding", dimensions: 3 });
const reranker = modelSpec({ provider: "cohere", name: "rerank", kind: "rerank" });
const moderator = modelSpec({ provider: "openai", name: "moderation", kind: "moderation" });
const all = [elsewhere, here, embedding, reranker, moderator, extractiveModel];

/** Models of which none respects a policy by itself: what is kept back is kept back by the restriction alone. */
const called = vi.fn();
const models: Models = {
  ...liveModels,
  list: () => all,
  chatChain: () => [elsewhere, here, extractiveModel],
  find: (id) => all.find((model) => model.id === id),
  language: (spec) => called(spec.id),
  embed: async ({ modelId }) => called(modelId),
  rerankModel: () => reranker,
  rerank: async ({ modelId }) => called(modelId),
  moderationModel: () => moderator,
  moderate: async ({ modelId }) => called(modelId),
  judgeModel: () => elsewhere,
};

const onPremises: TenantPolicy = {
  ...defaultTenantPolicy,
  models: { ...defaultTenantPolicy.models, isOnPremisesOnly: true },
};

describe("models of a workspace that is on premises only", () => {
  const restricted = restrictModels(models, onPremises);

  it("are those that run here, wherever they're asked for", () => {
    expect(restricted.list().map(({ id }) => id)).toEqual(["our-vllm/llama", "builtin/extractive"]);
    expect(restricted.chatChain().map(({ id }) => id)).toEqual(["our-vllm/llama", "builtin/extractive"]);
    expect(restricted.find("openai/gpt")).toBeUndefined();
    expect(restricted.find("our-vllm/llama")).toBe(here);
    expect(restricted.rerankModel()).toBeNull();
    expect(restricted.moderationModel()).toBeNull();
    expect(restricted.judgeModel()).toBeNull();
  });

  it("can't be passed by with an id or a specification from elsewhere", async () => {
    const refusal = { code: "model_not_allowed" };
    expect(() => restricted.language(elsewhere)).toThrow(expect.objectContaining(refusal));
    const embed = restricted.embed({ texts: ["secret"], modelId: embedding.id, purpose: "query" });
    await expect(embed).rejects.toMatchObject(refusal);
    const rerank = restricted.rerank({ query: "secret", documents: ["a"], modelId: reranker.id });
    await expect(rerank).rejects.toMatchObject(refusal);
    await expect(restricted.moderate({ text: "secret", modelId: moderator.id })).rejects.toMatchObject(
      refusal,
    );
    expect(called).not.toHaveBeenCalled();
  });
});

it("models of a workspace that decided nothing are all of them", async () => {
  const restricted = restrictModels(models, defaultTenantPolicy);
  expect(restricted.list()).toEqual(all);
  await restricted.embed({ texts: ["a"], modelId: embedding.id, purpose: "query" });
  expect(called).toHaveBeenLastCalledWith(embedding.id);
  expect(restricted.judgeModel()).toBe(elsewhere);
});
