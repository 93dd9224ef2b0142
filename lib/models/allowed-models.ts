import type { TenantPolicy } from "../tenant-policy.ts";
import type { ModelSpec } from "./model-spec.ts";

type ModelsPolicy = Pick<TenantPolicy, "models">;

/**
 * THE check of whether a tenant may use a model, for whatever job. The built-in models always may: they compute here and
 * cost nothing. Pure.
 */
export function isAllowed(
  { id, provider, residency }: Pick<ModelSpec, "id" | "provider" | "residency">,
  { models: { allowed, isOnPremisesOnly } }: ModelsPolicy,
): boolean {
  if (provider === "builtin") return true;
  if (isOnPremisesOnly && residency !== "local") return false;
  return allowed === null || allowed.includes(id);
}
