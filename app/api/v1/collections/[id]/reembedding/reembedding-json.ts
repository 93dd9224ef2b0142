import type { z } from "zod";
import { findCollection } from "@/db/collections";
import { findReembedding, measureCollection } from "@/db/reembeddings";
import type { reembeddingSchema } from "@/lib/api-schemas";
import type { Principal } from "@/lib/turn";

/** The state of a collection's embedding as the API shows it. Throws `collection_not_found`. */
export async function reembeddingJson(
  principal: Principal,
  collectionId: string,
): Promise<z.infer<typeof reembeddingSchema>> {
  const { embeddingModel, embeddingDimensions } = await findCollection(principal, collectionId);
  const state = {
    embeddingModel,
    embeddingDimensions,
    ...(await measureCollection(principal, collectionId)),
  };
  const last = await findReembedding(principal, collectionId);
  if (!last) return { ...state, reembedding: null };
  const { id, status, waitsFor, doneChunks, totalChunks, costMicroUsd, errorCode, errorMessage } = last;
  const reembedding = {
    id,
    embeddingModel: last.embeddingModel,
    status,
    waitsFor,
    doneChunks,
    totalChunks,
    costMicroUsd,
    createdAt: last.createdAt.toISOString(),
    finishedAt: last.finishedAt?.toISOString() ?? null,
    ...(errorCode && { error: { code: errorCode, message: errorMessage ?? "" } }),
  };
  return { ...state, reembedding };
}
