import type { BlockedModel } from "@/components/admin/policy-models-form";
import { isAllowed } from "@/lib/models/allowed-models";
import { findModel } from "@/lib/models/catalog";
import type { TenantPolicy } from "@/lib/tenant-policy";

/** The models that collections are embedded with and that the policy doesn't allow. One that is gone isn't the policy's doing. */
export function blockedModels(
  collections: { embeddingModel: string }[],
  policy: Pick<TenantPolicy, "models">,
): BlockedModel[] {
  return [...Map.groupBy(collections, ({ embeddingModel }) => embeddingModel)].flatMap(([modelId, of]) => {
    const model = findModel(modelId);
    return model && !isAllowed(model, policy) ? [{ modelId, collections: of.length }] : [];
  });
}
