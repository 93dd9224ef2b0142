/**
 * Documents whose terms were made by an older analyzer, or of another title or language than people gave them since, and their
 * renewal. System throughout.
 */
import { bm25Tier } from "./capabilities.ts";
import { countTerms } from "./chunks.ts";
import { asSystem, pool } from "./client.ts";
import { addTerms, dropTerms } from "./collection-terms.ts";
import { lockCollection } from "./document-versions.ts";

export interface StaleDocument {
  tenantId: string;
  documentId: string;
  title: string;
  givenLanguage: string | null;
  /** As its letters say, from its receipt. */
  guessedLanguage: string | null;
  collectionLanguage: string | null;
}

/**
 * System. Documents that are found by terms of another title or language than they have, the newest first; with an `analyzerVersion`
 * also those of an older analyzer, for which all documents are read.
 */
export async function findStaleDocuments(
  analyzerVersion: number | null,
  limit: number,
): Promise<StaleDocument[]> {
  const isStale =
    analyzerVersion === null ? "d.has_stale_terms" : "(d.has_stale_terms OR d.analyzer_version < $2)";
  const { rows } = await pool().query<StaleDocument>(
    `SELECT d.tenant_id AS "tenantId", d.id AS "documentId", d.title, d.given_language AS "givenLanguage",
            d.receipt->>'language' AS "guessedLanguage", c.language AS "collectionLanguage"
     FROM documents d JOIN collections c ON c.tenant_id = d.tenant_id AND c.id = d.collection_id
     WHERE d.status = 'ready' AND d.superseded_at IS NULL AND ${isStale}
     ORDER BY d.created_at DESC LIMIT $1`,
    analyzerVersion === null ? [limit] : [limit, analyzerVersion],
  );
  return rows;
}

export interface ChunkToAnalyze {
  id: string;
  text: string;
  headingPath: string[];
}

/** System. A document's chunks in order. */
export async function loadChunksToAnalyze({
  tenantId,
  documentId,
}: StaleDocument): Promise<ChunkToAnalyze[]> {
  const { rows } = await pool().query<ChunkToAnalyze>(
    `SELECT id, text, heading_path AS "headingPath" FROM chunks
     WHERE tenant_id = $1 AND document_id = $2 ORDER BY ordinal`,
    [tenantId, documentId],
  );
  return rows;
}

export interface RenewedTerms {
  language: string;
  analyzerVersion: number;
  chunks: { id: string; terms: string[] }[];
}

/** Rows per statement. */
const rowsPerUpdate = 500;

/**
 * System. Puts a document's new terms in the place of the old, in one transaction with its language, its collection's languages and
 * words. Does nothing where the document has been deleted, superseded, read again or given another title or language since its
 * chunks were loaded.
 */
export async function replaceTerms(
  { tenantId, documentId, title, givenLanguage }: StaleDocument,
  { language, analyzerVersion, chunks }: RenewedTerms,
): Promise<void> {
  const isSqlTier = (await bm25Tier()) === "sql";
  await asSystem(async (tx) => {
    const { rows } = await tx.$client.query<{ collectionId: string }>(
      `SELECT collection_id AS "collectionId" FROM documents
       WHERE tenant_id = $1 AND id = $2 AND status = 'ready' AND superseded_at IS NULL
         AND (has_stale_terms OR analyzer_version < $3) AND title = $4 AND given_language IS NOT DISTINCT FROM $5 FOR UPDATE`,
      [tenantId, documentId, analyzerVersion, title, givenLanguage],
    );
    if (!rows[0]) return;
    const { collectionId } = rows[0];
    await lockCollection(tx, tenantId, collectionId);
    await dropTerms(tx, tenantId, [documentId]);
    for (let start = 0; start < chunks.length; start += rowsPerUpdate) {
      const renewed = chunks.slice(start, start + rowsPerUpdate);
      await tx.$client.query(
        `UPDATE chunks c SET terms = row.terms, term_count = row.term_count,
           lexemes = CASE WHEN $3 THEN to_tsvector('simple', row.terms) END
         FROM unnest($4::uuid[], $5::text[], $6::int[]) AS row (id, terms, term_count)
         WHERE c.tenant_id = $1 AND c.document_id = $2 AND c.id = row.id`,
        [
          tenantId,
          documentId,
          isSqlTier,
          renewed.map(({ id }) => id),
          renewed.map(({ terms }) => terms.join(" ")),
          renewed.map(({ terms }) => countTerms(terms)),
        ],
      );
    }
    await addTerms(tx, { tenantId, collectionId }, chunks);
    await tx.$client.query(
      "UPDATE documents SET language = $3, analyzer_version = $4, has_stale_terms = false WHERE tenant_id = $1 AND id = $2",
      [tenantId, documentId, language, analyzerVersion],
    );
    // What can be found has changed, so answers in the cache are of the past.
    await tx.$client.query(
      `UPDATE collections SET version = version + 1,
         languages = CASE WHEN $3 = ANY (languages) THEN languages ELSE array_append(languages, $3) END
       WHERE tenant_id = $1 AND id = $2`,
      [tenantId, collectionId, language],
    );
  });
}
