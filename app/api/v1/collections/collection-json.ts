import type { Collection } from "@/db/collections";

/** A collection as the API shows it. */
export function collectionJson({ createdAt, embeddingDimensions: _, ...collection }: Collection) {
  return { ...collection, createdAt: createdAt.toISOString() };
}
