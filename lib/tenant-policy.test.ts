import { describe, expect, it } from "vitest";
import { applyPolicyChanges, defaultTenantPolicy, tenantPolicyChangesSchema } from "./tenant-policy.ts";

describe("changes to a policy", () => {
  it("hold what was given and no defaults for the rest", () => {
    const given = { models: { isOnPremisesOnly: true }, checks: { supportMin: 0.4 } };
    expect(tenantPolicyChangesSchema.parse(given)).toEqual(given);
    expect(tenantPolicyChangesSchema.parse({})).toEqual({});
  });

  it("leave other settings as they were", () => {
    const before = applyPolicyChanges(defaultTenantPolicy, { models: { isOnPremisesOnly: true } });
    const after = applyPolicyChanges(
      before,
      tenantPolicyChangesSchema.parse({ models: { strongFrom: 0.2 } }),
    );
    expect(after.models).toMatchObject({ isOnPremisesOnly: true, strongFrom: 0.2 });
    expect(after.guards).toEqual(defaultTenantPolicy.guards);
  });

  it.each([
    ["a setting that isn't one", { models: { onPremises: true } }],
    ["a part that isn't one", { model: { isOnPremisesOnly: true } }],
    ["a value that can't be", { models: { strongFrom: 2 } }],
    ["a part that is no object", { models: null }],
    ["a list", []],
  ])("with %s are refused", (_what, given) => {
    expect(tenantPolicyChangesSchema.safeParse(given).success).toBe(false);
  });

  it("say which setting is wrong", () => {
    const { error } = tenantPolicyChangesSchema.safeParse({ models: { onPremises: true } });
    expect(error?.issues[0]).toMatchObject({ path: ["models", "onPremises"] });
  });
});
