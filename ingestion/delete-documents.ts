import { deleteCollection } from "../db/collections.ts";
import { deleteDocument, findReferredHashes } from "../db/documents.ts";
import { log } from "../lib/log.ts";
import type { Principal } from "../lib/turn.ts";
import { deleteBlob } from "./blobs.ts";
import { jobsWriter } from "./queue.ts";

/**
 * Deletes a document: in one transaction its row, chunks, vectors, terms, cached answers and job, and the quotes in its
 * citations; then its blob, unless another document has the same bytes. A worker that is at it finds its claim gone. Admins
 * only. Throws `document_not_found`.
 */
export async function removeDocument(principal: Principal, documentId: string): Promise<void> {
  const { cancel } = await jobsWriter();
  const hash = await deleteDocument(principal, documentId, (tx) => cancel(tx, [documentId]));
  await removeBlobs(principal.tenantId, [hash]);
}

/** Deletes a collection with all its documents, as removeDocument does for one. Throws `collection_not_found`. */
export async function removeCollection(principal: Principal, collectionId: string): Promise<void> {
  const { cancel } = await jobsWriter();
  const hashes = await deleteCollection(principal, collectionId, cancel);
  await removeBlobs(principal.tenantId, hashes);
}

/** What the caller asked for is done by now: a blob that stays behind is a matter for the log. */
async function removeBlobs(tenantId: string, hashes: string[]): Promise<void> {
  try {
    const referred = await findReferredHashes(tenantId, hashes);
    for (const hash of hashes) if (!referred.has(hash)) await deleteBlob(tenantId, hash);
  } catch (error) {
    log.error({ err: error, tenantId, hashes }, "blobs of deleted documents could not be deleted");
  }
}
