/** What a source held when it was last looked at. Written by the worker that has its run, with the run's counts. System. */
import { systemPrincipal, withTenant } from "./client.ts";
import { type RunClaim, type RunCounts, type SourceProblem, updateClaimedRun } from "./source-runs.ts";

export interface SourceItem {
  key: string;
  etag: string | null;
  lastModified: string | null;
  /** SHA-256 of its bytes, hex. */
  contentHash: string;
  /** Of its own document; null where another item or an upload has the same bytes and therefore the document. */
  lineageId: string | null;
}

export type KnownItem = SourceItem & {
  /** When a run last came upon it. */
  seenAt: Date;
  /** Whether its document is still there: somebody may have deleted it by hand. */
  isKept: boolean;
};

/** System. All that is known of what a run's source holds, by key. */
export async function loadItems({ tenantId, sourceId }: RunClaim): Promise<Map<string, KnownItem>> {
  const { rows } = await withTenant(systemPrincipal(tenantId), (tx) =>
    tx.$client.query<KnownItem>(
      `SELECT key, etag, last_modified AS "lastModified", coalesce(content_hash, '') AS "contentHash",
              lineage_id AS "lineageId", coalesce(seen_at, 'epoch') AS "seenAt",
              EXISTS (SELECT FROM documents d WHERE d.tenant_id = i.tenant_id AND d.lineage_id = i.lineage_id) AS "isKept"
       FROM source_items i WHERE tenant_id = $1 AND source_id = $2`,
      [tenantId, sourceId],
    ),
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** What a run has come to since it was last written down. */
export interface RunProgress {
  counts: RunCounts;
  problems: SourceProblem[];
  /** Items that were taken in. */
  taken: SourceItem[];
  /** Keys of items that are as they were. */
  unchanged: string[];
  /** Keys of items whose document was removed. */
  removed: string[];
}

/** System. Writes a run's progress and its items in one transaction. Throws RunLostError, with nothing written. */
export async function saveRunProgress(claim: RunClaim, progress: RunProgress): Promise<void> {
  const { tenantId, sourceId } = claim;
  const { counts, problems, taken } = progress;
  await withTenant(systemPrincipal(tenantId), async (tx) => {
    await updateClaimedRun(
      tx,
      claim,
      "added = $4, changed = $5, removed = $6, unchanged = $7, skipped = $8, problems = $9::jsonb",
      [
        counts.added,
        counts.changed,
        counts.removed,
        counts.unchanged,
        counts.skipped,
        JSON.stringify(problems),
      ],
    );
    if (taken.length)
      await tx.$client.query(
        `INSERT INTO source_items (id, tenant_id, source_id, key, etag, last_modified, content_hash, lineage_id, seen_at)
         SELECT gen_random_uuid(), $1, $2, i.*, now() FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[]) AS i
         ON CONFLICT (source_id, key) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
           content_hash = excluded.content_hash, lineage_id = excluded.lineage_id, seen_at = excluded.seen_at`,
        [
          tenantId,
          sourceId,
          taken.map(({ key }) => key),
          taken.map(({ etag }) => etag),
          taken.map(({ lastModified }) => lastModified),
          taken.map(({ contentHash }) => contentHash),
          taken.map(({ lineageId }) => lineageId),
        ],
      );
    if (progress.unchanged.length)
      await tx.$client.query(
        "UPDATE source_items SET seen_at = now() WHERE tenant_id = $1 AND source_id = $2 AND key = ANY ($3)",
        [tenantId, sourceId, progress.unchanged],
      );
    if (progress.removed.length)
      await tx.$client.query(
        "DELETE FROM source_items WHERE tenant_id = $1 AND source_id = $2 AND key = ANY ($3)",
        [tenantId, sourceId, progress.removed],
      );
  });
}

/** System. The documents of an item, all versions, newest first. */
export async function listItemDocumentIds({ tenantId }: RunClaim, lineageId: string): Promise<string[]> {
  const { rows } = await withTenant(systemPrincipal(tenantId), (tx) =>
    tx.$client.query<{ id: string }>(
      "SELECT id FROM documents WHERE tenant_id = $1 AND lineage_id = $2 ORDER BY version DESC",
      [tenantId, lineageId],
    ),
  );
  return rows.map((row) => row.id);
}

/**
 * System. Gives a document to another item that has the same bytes: its versions come from there now. Throws RunLostError where
 * the run isn't the worker's any more.
 */
export async function handOver(
  claim: RunClaim,
  { lineageId, toKey }: { lineageId: string; toKey: string },
): Promise<void> {
  const { tenantId, sourceId } = claim;
  await withTenant(systemPrincipal(tenantId), async (tx) => {
    await updateClaimedRun(tx, claim, "status = 'running'");
    await tx.$client.query(
      "UPDATE documents SET source_key = $3, updated_at = now() WHERE tenant_id = $1 AND lineage_id = $2",
      [tenantId, lineageId, toKey],
    );
    await tx.$client.query(
      "UPDATE source_items SET lineage_id = $4 WHERE tenant_id = $1 AND source_id = $2 AND key = $3",
      [tenantId, sourceId, toKey, lineageId],
    );
  });
}
