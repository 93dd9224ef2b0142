import type { ModelSpec } from "../models/catalog.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Draft } from "./draft.ts";

/**
 * The models that write an answer again whose sentences are too little supported for the tenant, in order; null where it may
 * stand as it is.
 */
export function chainForAnotherAnswer(
  _draft: Draft,
  _policy: TenantPolicy,
  _candidates: ModelSpec[],
): ModelSpec[] | null {
  return null;
}
