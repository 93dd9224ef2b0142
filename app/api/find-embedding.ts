import type { EmbeddingIdentity } from "@/db/collections";
import { AppError } from "@/lib/errors";
import { tenantModels } from "@/lib/models/tenant-models";
import type { Principal } from "@/lib/turn";

/** How a collection that is embedded by this model now would be. Throws `model_not_found` where the tenant has no such model. */
export async function findEmbedding(principal: Principal, modelId: string): Promise<EmbeddingIdentity> {
  const model = (await tenantModels(principal)).find(modelId);
  if (model?.kind !== "embedding")
    throw new AppError("model_not_found", { publicMessage: "There is no such embedding model." });
  return { embeddingModel: model.id, embeddingDimensions: model.dimensions };
}
