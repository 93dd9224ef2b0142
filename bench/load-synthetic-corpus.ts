import { bm25Tier } from "../db/capabilities.ts";
import { vacuumChunks } from "../db/chunks.ts";
import { ensureCollection } from "../db/collections.ts";
import {
  type BulkChunk,
  type BulkDocument,
  insertChunks,
  insertDocuments,
  insertTerms,
} from "../db/testing/insert-corpus.ts";
import { ensureVectorIndex } from "../db/vector-index.ts";
import { analyzeText } from "../lib/analyze-text.ts";
import { createEvaluationTenant } from "../lib/evaluation/create-evaluation-tenant.ts";
import { seededRandom } from "../lib/evaluation/seeded-random.ts";
import type { Principal } from "../lib/turn.ts";
import { showProgress } from "../scripts/show-progress.mjs";
import {
  askAbout,
  openReservoir,
  type SyntheticChunk,
  type SyntheticQuestion,
  synthesizeChunks,
  syntheticDimensions,
} from "./synthesize-corpus.ts";

/** No model by that name exists: what is measured is the database, and a question's vector comes with the question. */
export const syntheticModel = "bench/clusters";

/**
 * How the documents are spread over collections and tags, so that filters of these selectivities can be tried. Of collections it's
 * the sum up to there.
 */
const collectionBounds = { half: 0.5, third: 0.8, sixth: 0.96, thirtieth: 0.99, hundredth: 1 };
const tagShares = { tenth: 0.1, hundredth: 0.01, thousandth: 0.001 };

export interface LoadedSize {
  chunks: number;
  documents: number;
  loadSeconds: number;
  /** Of building the HNSW index; null where there is none. */
  indexSeconds: number | null;
}

export interface SyntheticTenant {
  principal: Principal;
  /** By name, see collectionBounds. */
  collectionIds: Record<string, string>;
  tags: string[];
  /** Inserts chunks until there are that many, and tends the indexes as ingestion does. */
  growTo(chunks: number): Promise<LoadedSize>;
  /** Questions about chunks drawn from all that are there. */
  questions(): SyntheticQuestion[];
}

const chunksPerInsert = 400;
/** Of so many the words are counted at once: after every insert that took most of the loading's time. */
const chunksPerCount = 20_000;

/** An empty tenant that grows by a seeded corpus. */
export async function openSyntheticTenant(seed: number, questions: number): Promise<SyntheticTenant> {
  const principal = await createEvaluationTenant();
  const identity = { embeddingModel: syntheticModel, embeddingDimensions: syntheticDimensions };
  const collectionIds: Record<string, string> = {};
  for (const name of Object.keys(collectionBounds))
    collectionIds[name] = await ensureCollection(principal, name, identity);

  const source = synthesizeChunks(seed);
  const writer = await openWriter(principal.tenantId, seed, Object.values(collectionIds));
  const sample = openReservoir<SyntheticChunk>(questions, seededRandom(seed + 1));
  let total = 0;
  return {
    principal,
    collectionIds,
    tags: Object.keys(tagShares),
    async growTo(chunks) {
      const startedAt = performance.now();
      const progress = showProgress(`${chunks.toLocaleString("en")} chunks: loaded`, chunks - total);
      let written = Promise.resolve(); // the next batch is made while the last one is written
      while (total < chunks) {
        const batch = Array.from(
          { length: Math.min(chunksPerInsert, chunks - total) },
          () => source.next().value as SyntheticChunk,
        );
        batch.forEach(sample.offer);
        total += batch.length;
        await written;
        written = writer.write(batch).then(() => batch.forEach(progress.advance));
      }
      await written;
      await writer.countTerms();
      await vacuumChunks(principal.tenantId);
      const loadedAt = performance.now();
      const hasIndex = await ensureVectorIndex(principal.tenantId, syntheticModel, syntheticDimensions);
      const loadSeconds = (loadedAt - startedAt) / 1000;
      const indexSeconds = hasIndex ? (performance.now() - loadedAt) / 1000 : null;
      return { chunks, documents: writer.documents(), loadSeconds, indexSeconds };
    },
    questions() {
      const random = seededRandom(seed + 2);
      return sample.kept.map((chunk) => askAbout(chunk, random));
    },
  };
}

async function openWriter(tenantId: string, seed: number, collectionIds: string[]) {
  const random = seededRandom(seed + 3);
  const isSqlTier = (await bm25Tier()) === "sql";
  const known: BulkDocument[] = [];
  const termsOf = new Map<string, string[]>();
  /** Word by word, which gives the same and knows most of them already. */
  const analyze = (text: string) =>
    text.split(" ").flatMap((word) => {
      const found = termsOf.get(word) ?? analyzeText(word);
      termsOf.set(word, found);
      return found;
    });
  let uncounted: BulkChunk[] = [];
  async function countTerms() {
    await insertTerms(tenantId, uncounted);
    uncounted = [];
  }
  return {
    documents: () => known.length,
    countTerms,
    async write(batch: SyntheticChunk[]) {
      const firstUnknown = known.length;
      for (const { document } of batch)
        if (!known[document]) known[document] = describeDocument(document, collectionIds, random);
      if (known.length > firstUnknown) await insertDocuments(tenantId, known.slice(firstUnknown));
      const rows = batch.flatMap(({ document, text, ...rest }): BulkChunk[] => {
        const { id, collectionId } = known[document] ?? {};
        return id && collectionId
          ? [{ ...rest, documentId: id, collectionId, text, terms: analyze(text) }]
          : [];
      });
      await insertChunks(tenantId, { embeddingModel: syntheticModel, isSqlTier }, rows);
      uncounted.push(...rows);
      if (uncounted.length >= chunksPerCount) await countTerms();
    },
  };
}

function describeDocument(number: number, collectionIds: string[], random: () => number): BulkDocument {
  const drawn = random();
  const place = Object.values(collectionBounds).findIndex((bound) => drawn < bound);
  const tags = Object.entries(tagShares).flatMap(([tag, share]) => (random() < share ? [tag] : []));
  return {
    id: crypto.randomUUID(),
    collectionId: collectionIds.at(place) ?? "",
    title: `Document ${number}`,
    language: random() < 0.8 ? "eng" : "deu",
    mediaType: random() < 0.5 ? "application/pdf" : "text/markdown",
    tags,
  };
}
