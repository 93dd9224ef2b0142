import { bm25Tier } from "../../db/capabilities.ts";
import { vacuumChunks } from "../../db/chunks.ts";
import { ensureCollection } from "../../db/collections.ts";
import { insertChunks, insertDocuments, insertTerms } from "../../db/testing/insert-corpus.ts";
import { analyzeText } from "../../lib/analyze-text.ts";
import { createEvaluationTenant } from "../../lib/evaluation/create-evaluation-tenant.ts";
import { hashEmbed, hashEmbedDimensions } from "../../lib/models/builtin/hash-embed.ts";
import type { Principal } from "../../lib/turn.ts";
import type { CostWorkload } from "./cost-workload.ts";

const embeddingModel = "builtin/hash-embed";
const documentsPerInsert = 400;

export interface CostTenant {
  principal: Principal;
  /** The corpus's own ids, by document id. */
  corpusIdOf: ReadonlyMap<string, string>;
}

/** A tenant with these documents, a chunk each: they are paragraphs. */
export async function loadCostTenant(corpus: CostWorkload["corpus"]): Promise<CostTenant> {
  const principal = await createEvaluationTenant();
  const { tenantId } = principal;
  const identity = { embeddingModel, embeddingDimensions: hashEmbedDimensions };
  const collectionId = await ensureCollection(principal, "Corpus", identity);
  const isSqlTier = (await bm25Tier()) === "sql";
  const documents = corpus.map((document) => ({ ...document, documentId: crypto.randomUUID() }));
  for (let from = 0; from < documents.length; from += documentsPerInsert) {
    const batch = documents.slice(from, from + documentsPerInsert);
    const kind = { collectionId, language: "eng", mediaType: "text/plain", tags: [] };
    await insertDocuments(
      tenantId,
      batch.map(({ documentId: id, title }) => ({ ...kind, id, title })),
    );
    const chunks = batch.map(({ documentId, title, text }) => ({
      documentId,
      collectionId,
      ordinal: 0,
      text,
      terms: analyzeText(`${title}\n${text}`),
      embedding: Float32Array.from(hashEmbed(text)),
    }));
    await insertChunks(tenantId, { embeddingModel, isSqlTier }, chunks);
    await insertTerms(tenantId, chunks);
  }
  await vacuumChunks(tenantId);
  return { principal, corpusIdOf: new Map(documents.map(({ id, documentId }) => [documentId, id])) };
}
