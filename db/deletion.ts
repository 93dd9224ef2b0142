/**
 * Deleting documents: one transaction over everything that holds something of them, and a count afterwards of what every
 * store still holds. Files on disk are the business of ingestion/delete-documents.ts.
 */

import type { DeletionCounts } from "../lib/document.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { bm25Tier } from "./capabilities.ts";
import { asSystem, leaveTenantRole, systemPrincipal, type Tx, withTenant } from "./client.ts";
import { countStrayTerms, dropTerms } from "./collection-terms.ts";
import { forgetInEvaluationSets } from "./evaluation-sets.ts";
import { partitionOf } from "./partition-of.ts";
import { redactMessages } from "./redact-messages.ts";

export type RowCounts = Omit<DeletionCounts, "blobs">;

/** What was deleted, and by what it can be looked for. */
export interface Deletion {
  documentIds: string[];
  /** Of their blobs. */
  hashes: string[];
  /** Words of theirs, to ask keyword search for. */
  terms: string[];
  collectionIds: string[];
  /** Words that no other document of their collection has. */
  ownTerms: string[];
  removed: RowCounts;
}

interface HeldDocument {
  id: string;
  hash: string;
  collectionId: string;
}

/**
 * Deletes all versions of the document in one transaction: rows, chunks, archived chunks, vectors, staged vectors, terms,
 * cached answers, previews and jobs, its quotes in everybody's conversations and the sentences that cite it, and answers of
 * evaluation sets that stand in it. Counts the collection's version up. Throws `document_not_found`. Admins only.
 */
export async function deleteDocument(principal: Principal, id: string): Promise<Deletion> {
  const { tenantId } = principal;
  return withTenant(principal, async (tx) => {
    const lineage = "lineage_id = (SELECT lineage_id FROM documents WHERE tenant_id = $1 AND id = $2)";
    const [first] = await lockDocuments(tx, tenantId, lineage, id);
    if (!first) throw new AppError("document_not_found");
    await tx.$client.query("UPDATE collections SET version = version + 1 WHERE tenant_id = $1 AND id = $2", [
      tenantId,
      first.collectionId,
    ]);
    // Asked again: a version that was being added had the collection's lock, and from here on none can come.
    return deleteHeld(tx, tenantId, await lockDocuments(tx, tenantId, lineage, id));
  });
}

/** Deletes the collection with all its documents, as deleteDocument does for one. Throws `collection_not_found`. */
export async function deleteCollection(principal: Principal, id: string): Promise<Deletion> {
  const { tenantId } = principal;
  return withTenant(principal, async (tx) => {
    await lockDocuments(tx, tenantId, "collection_id = $2", id);
    const found = await tx.$client.query(
      "SELECT FROM collections WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
      [tenantId, id],
    );
    if (!found.rowCount) throw new AppError("collection_not_found");
    const held = await lockDocuments(tx, tenantId, "collection_id = $2", id);
    const deletion = await deleteHeld(tx, tenantId, held);
    await tx.$client.query("DELETE FROM collections WHERE tenant_id = $1 AND id = $2", [tenantId, id]);
    return deletion;
  });
}

async function lockDocuments(tx: Tx, tenantId: string, which: string, id: string): Promise<HeldDocument[]> {
  const { rows } = await tx.$client.query<HeldDocument>(
    `SELECT id, content_hash AS hash, collection_id AS "collectionId" FROM documents
     WHERE tenant_id = $1 AND ${which} ORDER BY id FOR UPDATE`,
    [tenantId, id],
  );
  return rows;
}

/** The tenant's role is left first: most of what goes belongs to people who don't show it to an admin. */
async function deleteHeld(tx: Tx, tenantId: string, held: HeldDocument[]): Promise<Deletion> {
  const documentIds = held.map(({ id }) => id);
  const hashes = [...new Set(held.map(({ hash }) => hash))];
  const values = [tenantId, documentIds];
  await leaveTenantRole(tx);
  const counts = await countByDocument(tx, tenantId, documentIds);
  const terms = await sampleTerms(tx, tenantId, documentIds);
  const staged = await tx.$client.query(
    `DELETE FROM staged_embeddings s USING chunks c
     WHERE s.tenant_id = $1 AND c.tenant_id = $1 AND c.document_id = ANY ($2) AND s.chunk_id = c.id`,
    values,
  );
  await redactMessages(tx, tenantId, documentIds);
  const ownTerms = await dropTerms(tx, tenantId, documentIds);
  await forgetInEvaluationSets(tx, tenantId, documentIds);
  // Takes chunks and archived chunks with it; a trigger forgets the cached answers.
  await tx.$client.query("DELETE FROM documents WHERE tenant_id = $1 AND id = ANY ($2)", values);
  await tx.$client.query("DELETE FROM chunk_previews WHERE tenant_id = $1 AND content_hash = ANY ($2)", [
    tenantId,
    hashes,
  ]);
  if (await hasQueue(tx)) await tx.$client.query(`DELETE FROM ${jobsOf("$1")}`, [documentIds]);
  const removed = {
    ...counts,
    stagedVectors: staged.rowCount ?? 0,
    bm25Entries: counts.chunks,
    words: ownTerms.length,
  };
  const collectionIds = [...new Set(held.map(({ collectionId }) => collectionId))];
  return { documentIds, hashes, terms, collectionIds, ownTerms, removed };
}

/**
 * System. What every store still holds of deleted documents, each asked in its own way: rows by document, staged vectors for
 * chunks that aren't there, keyword search by the documents' words, and the collections' words by those that only they had. All zero,
 * or something went wrong.
 */
export async function countRemaining(
  tenantId: string,
  { documentIds, terms, collectionIds, ownTerms }: Omit<Deletion, "hashes" | "removed">,
): Promise<RowCounts> {
  const tier = await bm25Tier();
  return asSystem(async (tx) => {
    const counts = await countByDocument(tx, tenantId, documentIds);
    const orphans = await tx.$client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM staged_embeddings s WHERE tenant_id = $1
         AND NOT EXISTS (SELECT FROM chunks c WHERE c.tenant_id = $1 AND c.id = s.chunk_id)`,
      [tenantId],
    );
    const bm25Entries = await countFoundByTerms(tx, tier, { tenantId, documentIds, terms });
    const words = await countStrayTerms(tx, tenantId, { collectionIds, terms: ownTerms });
    return { ...counts, stagedVectors: orphans.rows[0]?.count ?? 0, bm25Entries, words };
  });
}

/** System. Which of these blobs some document or preview of the tenant still refers to, readable or not. */
export async function findReferredHashes(tenantId: string, hashes: string[]): Promise<Set<string>> {
  const { rows } = await withTenant(systemPrincipal(tenantId), (tx) =>
    tx.$client.query<{ hash: string }>(
      `SELECT content_hash AS hash FROM documents WHERE tenant_id = $1 AND content_hash = ANY ($2)
       UNION SELECT content_hash FROM chunk_previews WHERE tenant_id = $1 AND content_hash = ANY ($2)`,
      [tenantId, hashes],
    ),
  );
  return new Set(rows.map((row) => row.hash));
}

type CountedElsewhere = "stagedVectors" | "bm25Entries" | "words";

async function countByDocument(
  tx: Tx,
  tenantId: string,
  documentIds: string[],
): Promise<Omit<RowCounts, CountedElsewhere>> {
  const { rows } = await tx.$client.query<Omit<RowCounts, CountedElsewhere | "jobs">>(
    `SELECT (SELECT count(*)::int FROM documents WHERE tenant_id = $1 AND id = ANY ($2)) AS documents,
            (SELECT count(*)::int FROM chunks WHERE tenant_id = $1 AND document_id = ANY ($2)) AS chunks,
            (SELECT count(*)::int FROM archived_chunks WHERE tenant_id = $1 AND document_id = ANY ($2)) AS "archivedChunks",
            (SELECT count(embedding)::int FROM chunks WHERE tenant_id = $1 AND document_id = ANY ($2)) AS vectors,
            (SELECT count(*)::int FROM answer_cache WHERE tenant_id = $1 AND document_ids && $2) AS "cachedAnswers",
            (SELECT count(*)::int FROM citations WHERE tenant_id = $1 AND document_id = ANY ($2)) AS quotes`,
    [tenantId, documentIds],
  );
  if (!rows[0]) throw new AppError("internal", { message: "a count gave no row" });
  return { ...rows[0], jobs: await countJobs(tx, documentIds) };
}

/** Jobs of documents, those that were given up among them. */
const jobsOf = (ids: string) =>
  `pgboss.job WHERE id = ANY (${ids}::uuid[]) OR data->>'documentId' = ANY (${ids}::text[])`;

async function countJobs(tx: Tx, documentIds: string[]): Promise<number> {
  if (!(await hasQueue(tx))) return 0;
  const { rows } = await tx.$client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${jobsOf("$1")}`,
    [documentIds],
  );
  return rows[0]?.count ?? 0;
}

/** A database on which no queue was ever opened has none. */
async function hasQueue(tx: Tx): Promise<boolean> {
  const { rows } = await tx.$client.query<{ exists: boolean }>(
    "SELECT to_regclass('pgboss.job') IS NOT NULL AS exists",
  );
  return Boolean(rows[0]?.exists);
}

/** Long words are rare ones. */
const sampledTermsMax = 40;

async function sampleTerms(tx: Tx, tenantId: string, documentIds: string[]): Promise<string[]> {
  const { rows } = await tx.$client.query<{ term: string }>(
    `SELECT term FROM (
       SELECT terms FROM chunks WHERE tenant_id = $1 AND document_id = ANY ($2) LIMIT 100) AS sample
     CROSS JOIN LATERAL unnest(string_to_array(sample.terms, ' ')) AS term
     WHERE term <> '' GROUP BY term ORDER BY length(term) DESC, term LIMIT ${sampledTermsMax}`,
    [tenantId, documentIds],
  );
  return rows.map((row) => row.term);
}

/** How many of the documents' chunks the index of this server's tier finds by these words. */
async function countFoundByTerms(
  tx: Tx,
  tier: Awaited<ReturnType<typeof bm25Tier>>,
  { tenantId, documentIds, terms }: { tenantId: string; documentIds: string[]; terms: string[] },
): Promise<number> {
  if (terms.length === 0) return 0;
  const partition = partitionOf(tenantId);
  await tx.$client.query("SET LOCAL enable_seqscan = off");
  const found =
    tier === "pg_textsearch"
      ? `SELECT document_id FROM ${partition} ORDER BY terms <@> to_bm25query($1, '${partition}_bm25') LIMIT 1000`
      : `SELECT document_id FROM ${partition}
         WHERE lexemes @@ (SELECT string_agg(quote_literal(t), ' | ')::tsquery FROM unnest(string_to_array($1, ' ')) t)`;
  const { rows } = await tx.$client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (${found}) AS found WHERE document_id = ANY ($2)`,
    [terms.join(" "), documentIds],
  );
  return rows[0]?.count ?? 0;
}
