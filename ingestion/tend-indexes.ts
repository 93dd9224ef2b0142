import { vacuumChunks } from "../db/chunks.ts";
import { type EmbeddedCorpus, ensureVectorIndex, listEmbeddedCorpora } from "../db/vector-index.ts";

export interface IndexTender {
  /** Notes how many chunks a document has brought in: once they are many, their indexes are due before all others. */
  note(corpus: EmbeddedCorpus, newChunks: number): void;
  /** Notes that all chunks of a collection have been written anew: their indexes are due. */
  noteRenewal(corpus: EmbeddedCorpus): void;
  /** Looks after one tenant's chunks of one embedding model. Call it every few seconds; the first calls go through all there are. */
  tend(): Promise<void>;
  /** Lets go of an index that is being built: a server goes on by itself. */
  stop(): void;
}

/** Chunks of one corpus added by this process since its indexes were tended, and altogether. */
interface Growth {
  corpus: EmbeddedCorpus;
  sinceTended: number;
  total: number;
}

const tendEvery = 1000;

/** The more there is, the less often: a fifth more chunks change no plan. */
const dueFrom = ({ total }: Growth) => Math.max(tendEvery, total / 5);

/**
 * What a tenant's indexes need once in a while, beside its documents, which don't wait for it: clearing away and fresh statistics after many
 * new chunks, and an index by vectors once there are enough. Also those that are missing though there are enough chunks: where the
 * database comes out of a backup or from a version without them, where a server crashed as it built one, and for what came in by little
 * between restarts. Until then searches compare all rows. What fails is tried again after as many more, or at the next start. System.
 */
export function tendIndexes(): IndexTender {
  const stopping = new AbortController();
  const { signal } = stopping;
  const grown = new Map<string, Growth>();
  let unseen: EmbeddedCorpus[] | undefined;

  function growthOf({ tenantId, embeddingModel, embeddingDimensions }: EmbeddedCorpus): Growth {
    const corpus = { tenantId, embeddingModel, embeddingDimensions };
    const which = Object.values(corpus).join(" ");
    const growth = grown.get(which) ?? { corpus, sinceTended: 0, total: 0 };
    grown.set(which, growth);
    return growth;
  }

  async function tendNext(): Promise<void> {
    const due = [...grown.values()].find((growth) => growth.sinceTended >= dueFrom(growth));
    if (due) {
      due.sinceTended = 0;
      await vacuumChunks(due.corpus.tenantId);
      await ensure(due.corpus);
      return;
    }
    unseen ??= await listEmbeddedCorpora();
    const next = unseen.pop();
    if (next) await ensure(next);
  }

  const ensure = ({ tenantId, embeddingModel, embeddingDimensions }: EmbeddedCorpus) =>
    ensureVectorIndex(tenantId, embeddingModel, embeddingDimensions, { signal });

  return {
    note(corpus, newChunks) {
      const growth = growthOf(corpus);
      growth.sinceTended += newChunks;
      growth.total += newChunks;
    },
    noteRenewal(corpus) {
      const growth = growthOf(corpus);
      growth.sinceTended = dueFrom(growth);
    },
    async tend() {
      if (signal.aborted) return;
      await tendNext().catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
    stop() {
      stopping.abort();
    },
  };
}
