import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";

/** Which of these hashes belong to current documents of a collection that haven't failed, as far as the principal may read. */
export async function findKnownHashes(
  principal: Principal,
  collectionId: string,
  hashes: string[],
): Promise<string[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<{ hash: string }>(
      `SELECT content_hash AS hash FROM documents
       WHERE tenant_id = $1 AND collection_id = $2 AND content_hash = ANY ($3)
         AND superseded_at IS NULL AND status NOT IN ('failed', 'cancelled')`,
      [principal.tenantId, collectionId, hashes],
    ),
  );
  return rows.map(({ hash }) => hash);
}
