import * as db from "../db/deletion.ts";
import type { CollectionDeletionReceipt, DeletionReceipt } from "../lib/document.ts";
import { log } from "../lib/log.ts";
import type { Principal } from "../lib/turn.ts";
import { deleteBlob, hasBlob } from "./blobs.ts";

/**
 * Deletes a document with all its versions: in one transaction its rows, chunks, vectors, terms, cached answers and jobs, its
 * quotes in everybody's conversations and the sentences that cite it; then its blobs, unless another document has the same
 * bytes. A worker that is at it finds its claim gone. The receipt counts what went, and asks every store what is left. Admins
 * only. Throws `document_not_found`.
 */
export async function removeDocument(principal: Principal, documentId: string): Promise<DeletionReceipt> {
  const deletion = await db.deleteDocument(principal, documentId);
  const outcome = await finishDeletion(principal.tenantId, deletion);
  return { documentId, versions: deletion.documentIds.length, ...outcome };
}

/** Deletes a collection with all its documents, as removeDocument does for one. Throws `collection_not_found`. */
export async function removeCollection(
  principal: Principal,
  collectionId: string,
): Promise<CollectionDeletionReceipt> {
  const deletion = await db.deleteCollection(principal, collectionId);
  return { collectionId, ...(await finishDeletion(principal.tenantId, deletion)) };
}

async function finishDeletion(
  tenantId: string,
  deletion: db.Deletion,
): Promise<Pick<DeletionReceipt, "deletedAt" | "removed" | "remaining">> {
  const deletedAt = new Date().toISOString();
  const blobs = await removeBlobs(tenantId, deletion.hashes);
  const remaining = { ...(await db.countRemaining(tenantId, deletion)), blobs: blobs.remaining };
  const left = Object.entries(remaining).filter(([, count]) => count > 0);
  if (left.length > 0) log.error({ tenantId, left }, "a deletion has left something behind");
  return { deletedAt, removed: { ...deletion.removed, blobs: blobs.removed }, remaining };
}

/** What the caller asked for is done by now: a blob that can't be deleted is told by the receipt and the log. */
async function removeBlobs(
  tenantId: string,
  hashes: string[],
): Promise<{ removed: number; remaining: number }> {
  const counts = { removed: 0, remaining: 0 };
  const isReferred = async (hash: string) => (await db.findReferredHashes(tenantId, [hash])).has(hash);
  const referred = await db.findReferredHashes(tenantId, hashes);
  for (const hash of hashes) {
    if (referred.has(hash)) continue;
    try {
      if (await deleteBlob(tenantId, hash, () => isReferred(hash))) counts.removed++;
    } catch (error) {
      log.error({ err: error, tenantId, hash }, "the blob of a deleted document could not be deleted");
    }
    if ((await hasBlob(tenantId, hash)) && !(await isReferred(hash))) counts.remaining++;
  }
  return counts;
}
