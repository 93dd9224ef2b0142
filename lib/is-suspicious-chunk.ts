/**
 * From here on a chunk is shown as suspicious and marked in prompts. On data sets that weren't learned from, fewer than 1 of 100
 * clean documents holds such a chunk (`npm run eval -- guards`).
 */
export const suspiciousChunkFrom = 0.9;

/** Whether a chunk reads like instructions to a model, by the score that ingestion gave it. */
export const isSuspiciousChunk = ({ injectionScore }: { injectionScore?: number | null }) =>
  (injectionScore ?? 0) >= suspiciousChunkFrom;
