import { hasOneBackend } from "../db/capabilities.ts";
import { analyzeChunks } from "../db/chunks.ts";
import type { ClaimedDocument } from "../db/document-claims.ts";
import { type EmbeddedCorpus, ensureVectorIndex, listEmbeddedCorpora } from "../db/vector-index.ts";
import { log } from "../lib/log.ts";

/** Chunks added by this process since the tenant's statistics were renewed, and altogether. */
const added = new Map<string, { sinceAnalyze: number; total: number }>();

const analyzeEvery = 1000;

/**
 * What a tenant's indexes need once in a while, after a document and outside its transaction: fresh statistics after many
 * new chunks, and an index by vectors once there are enough. Failures are logged; the next document tries again.
 */
export async function tendIndexes(document: ClaimedDocument, newChunks: number): Promise<void> {
  const { tenantId, embeddingModel, embeddingDimensions } = document;
  const tally = added.get(tenantId) ?? { sinceAnalyze: 0, total: 0 };
  added.set(tenantId, tally);
  tally.sinceAnalyze += newChunks;
  tally.total += newChunks;
  // The more there is, the less often: a fifth more chunks change no plan.
  if (tally.sinceAnalyze < Math.max(analyzeEvery, tally.total / 5)) return;
  tally.sinceAnalyze = 0;
  try {
    await analyzeChunks(tenantId);
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
 * Builds what the embedded Postgres has no vector index for though there are enough chunks: those of an installation from before there
 * were such indexes, and what came in by little between restarts. Searches compare all rows until then. Servers have had theirs. System.
 */
export function buildMissingIndexes(): IndexBuilder {
  let left: EmbeddedCorpus[] | undefined;
  return {
    async tend() {
      if (!(await hasOneBackend())) return;
      left ??= await listEmbeddedCorpora();
      const next = left.pop();
      if (next) await ensureVectorIndex(next.tenantId, next.embeddingModel, next.embeddingDimensions);
    },
  };
}
