import { expect, test } from "vitest";
import { applyPolicyChanges, defaultTenantPolicy, type TenantPolicyChanges } from "../tenant-policy.ts";
import { modelSpec } from "./model-spec.ts";
import { requireUsableModels } from "./require-usable-models.ts";

const all = [
  modelSpec({ provider: "openai", name: "gpt", kind: "chat" }),
  modelSpec({ provider: "our-vllm", name: "llama", kind: "chat", residency: "local" }),
  modelSpec({ provider: "openai", name: "embed", kind: "embedding", dimensions: 3 }),
];
const find = (id: string) => all.find((model) => model.id === id);
const changing = (models: TenantPolicyChanges["models"], before = defaultTenantPolicy) => {
  const changes = { models };
  return () => requireUsableModels(applyPolicyChanges(before, changes), changes, find);
};
const roles = defaultTenantPolicy.models.roles;

test.each([
  ["a model that there isn't", { allowed: ["openai/gone"] }, "There is no model “openai/gone”."],
  ["an unknown cheap model", { cheap: "openai/gone" }, "There is no model"],
  ["an embedding model for chat", { strong: "openai/embed" }, "it takes one for chat"],
  [
    "a chat model for embedding",
    { roles: { ...roles, embedding: "openai/gpt" } },
    "it takes one for embedding",
  ],
  ["what isn't allowed", { allowed: ["our-vllm/llama"], cheap: "openai/gpt" }, "isn't one of the models"],
  ["what would leave", { isOnPremisesOnly: true, roles: { ...roles, judge: "openai/gpt" } }, "isn't one of"],
  [
    "shares of more than everything",
    {
      split: [
        { modelId: "openai/gpt", share: 0.6 },
        { modelId: "our-vllm/llama", share: 0.5 },
      ],
    },
    "more than 100 %",
  ],
])("refuses %s", (_what, models, message) => {
  expect(changing(models)).toThrow(
    expect.objectContaining({ code: "invalid_request", publicMessage: expect.stringContaining(message) }),
  );
});

test("takes what can be", () => {
  expect(changing({ allowed: ["openai/gpt", "openai/embed"], cheap: "openai/gpt" })).not.toThrow();
  expect(changing({ roles: { ...roles, rerank: "none", judge: "our-vllm/llama" } })).not.toThrow();
  expect(changing({ isOnPremisesOnly: true, strong: "our-vllm/llama" })).not.toThrow();
});

test("doesn't hold an earlier choice against a change of something else", () => {
  const before = applyPolicyChanges(defaultTenantPolicy, { models: { strong: "gone/model" } });
  expect(changing({ keepsPersonalDataLocal: true }, before)).not.toThrow();
});
