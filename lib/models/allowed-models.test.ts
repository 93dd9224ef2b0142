import { describe, expect, it } from "vitest";
import { defaultTenantPolicy, type TenantPolicy } from "../tenant-policy.ts";
import { isAllowed } from "./allowed-models.ts";
import { type ModelSpec, modelKinds, modelSpec } from "./model-spec.ts";

const residencies = ["local", "external"] as const;
const providers = ["builtin", "local", "openai", "openai-compatible", "our-vllm"];
const spec = (provider: string, kind: ModelSpec["kind"], residency: ModelSpec["residency"]) =>
  modelSpec({ provider, name: "model", kind, residency });

const policyOf = (models: Partial<TenantPolicy["models"]>): TenantPolicy => ({
  ...defaultTenantPolicy,
  models: { ...defaultTenantPolicy.models, ...models },
});

/** Every provider × kind × residency × on premises or not × what is listed × every other setting that could matter. */
const everyCase = providers.flatMap((provider) =>
  modelKinds.flatMap((kind) =>
    residencies.flatMap((residency) =>
      [true, false].flatMap((isOnPremisesOnly) =>
        (["null", "empty", "others", "it"] as const).flatMap((listed) =>
          [true, false].flatMap((isNamed) => ({
            model: spec(provider, kind, residency),
            isOnPremisesOnly,
            listed,
            isNamed,
          })),
        ),
      ),
    ),
  ),
);

describe("isAllowed", () => {
  it(`holds over all ${everyCase.length} combinations`, () => {
    expect(everyCase).toHaveLength(5 * 4 * 2 * 2 * 4 * 2);
    for (const { model, isOnPremisesOnly, listed, isNamed } of everyCase) {
      const { id, provider, residency } = model;
      const allowed = { null: null, empty: [], others: ["openai/another"], it: [id] }[listed];
      const policy = policyOf({
        isOnPremisesOnly,
        allowed,
        // That a policy names a model for a job allows nothing.
        ...(isNamed && { cheap: id, strong: id, split: [{ modelId: id, share: 1 }] }),
        ...(isNamed && { roles: { chat: id, embedding: id, rerank: id, moderation: id, judge: id } }),
      });
      const isListed = listed === "null" || listed === "it";
      const stays = !isOnPremisesOnly || residency === "local";
      const expected = provider === "builtin" || (isListed && stays);
      expect(isAllowed(model, policy), JSON.stringify({ id, residency, isOnPremisesOnly, listed })).toBe(
        expected,
      );
    }
  });

  it("never lets anything leave where a workspace is on premises only", () => {
    const leaving = everyCase.filter(
      ({ model, isOnPremisesOnly }) =>
        isOnPremisesOnly && model.residency === "external" && model.provider !== "builtin",
    );
    for (const { model } of leaving)
      for (const allowed of [null, [model.id]])
        expect(isAllowed(model, policyOf({ isOnPremisesOnly: true, allowed }))).toBe(false);
  });

  it("allows everything where nobody decided anything", () => {
    for (const { model } of everyCase) expect(isAllowed(model, defaultTenantPolicy)).toBe(true);
  });
});
