import type { EmbeddingIdentity } from "../db/collections.ts";
import { AppError } from "../lib/errors.ts";

/**
 * Vectors of one length can't be compared with those of another: where an operator sets another length beside a model's name, what was
 * embedded before has to be embedded anew first. Throws `embedding_length_changed` where the model's aren't as long as they should be.
 */
export function requireLength(
  length: number,
  { embeddingModel, embeddingDimensions }: EmbeddingIdentity,
): void {
  if (length === embeddingDimensions) return;
  throw new AppError("embedding_length_changed", {
    publicMessage: `The model ${embeddingModel} gives vectors of ${length} numbers now, where ${embeddingDimensions} are needed. Embed the collection anew, or have the length set back to ${embeddingDimensions}, and try again.`,
  });
}
