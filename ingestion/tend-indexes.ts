import { vacuumChunks } from "../db/chunks.ts";
import type { ClaimedDocument } from "../db/document-claims.ts";
import { type EmbeddedCorpus, ensureVectorIndex, listEmbeddedCorpora } from "../db/vector-index.ts";
import { log } from "../lib/log.ts";

/** Chunks of one tenant and embedding model added by this process since their indexes were tended, and altogether. */
const added = new Map<string, { sinceTended: number; total: number }>();

const tendEvery = 1000;

/**
 * What a tenant's indexes need once in a while, after a document and outside its transaction: clearing away and fresh statistics after
 * many new chunks, and an index by vectors once there are enough. Failures are logged, and it's tried again after as many more.
 */
export async function tendIndexes(document: ClaimedDocument, newChunks: number): Promise<void> {
  const { tenantId, embeddingModel, embeddingDimensions } = document;
  const which = `${tenantId} ${embeddingModel}`;
  const tally = added.get(which) ?? { sinceTended: 0, total: 0 };
  added.set(which, tally);
  tally.sinceTended += newChunks;
  tally.total += newChunks;
  // The more there is, the less often: a fifth more chunks change no plan.
  if (tally.sinceTended < Math.max(tendEvery, tally.total / 5)) return;
  tally.sinceTended = 0;
  try {
    await vacuumChunks(tenantId);
    await ensureVectorIndex(tenantId, embeddingModel, embeddingDimensions);
  } catch (error) {
    log.warn({ err: error, tenantId }, "the indexes of a tenant could not be tended");
  }
}

export interface IndexBuilder {
  /** Looks after one tenant's chunks of one embedding model. Call it every few seconds; it's done after as many calls as there are. */
  tend(): Promise<void>;
}

/**
 * Builds the vector indexes that are missing though there are enough chunks: where the database comes out of a backup or from a version
 * without them, where a server crashed as it built one, and for what came in by little between restarts. Until then searches compare
 * all rows. System.
 */
export function buildMissingIndexes(): IndexBuilder {
  let left: EmbeddedCorpus[] | undefined;
  return {
    async tend() {
      left ??= await listEmbeddedCorpora();
      const next = left.pop();
      if (next) await ensureVectorIndex(next.tenantId, next.embeddingModel, next.embeddingDimensions);
    },
  };
}
