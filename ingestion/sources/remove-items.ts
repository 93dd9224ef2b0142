import { systemPrincipal } from "../../db/client.ts";
import { handOver, type KnownItem, listItemDocumentIds } from "../../db/source-items.ts";
import type { ClaimedRun } from "../../db/source-runs.ts";
import { AppError } from "../../lib/errors.ts";
import { removeDocument } from "../delete-documents.ts";
import type { RunRecord } from "./record-run.ts";

/**
 * Removes items that are gone, each with its document. A document whose bytes the source has elsewhere too, as after a file was
 * moved, goes on there with its history and what cites it.
 */
export async function removeItems(
  run: ClaimedRun,
  items: ReadonlyMap<string, KnownItem>,
  isOver: (item: KnownItem) => boolean,
  record: RunRecord,
): Promise<void> {
  const heirs = new Map<string, string>();
  for (const item of items.values())
    if (item.lineageId === null && !isOver(item)) heirs.set(item.contentHash, item.key);
  for (const { key, lineageId, contentHash } of [...items.values()].filter(isOver)) {
    const heir = heirs.get(contentHash);
    heirs.delete(contentHash);
    if (lineageId && heir) await handOver(run.claim, { lineageId, toKey: heir });
    else if (lineageId) await removeDocumentsOf(run, lineageId);
    await record.addRemoved(key, lineageId !== null && heir === undefined);
  }
}

/** Removes a lineage of documents, if it's still there. */
export async function removeDocumentsOf({ claim }: ClaimedRun, lineageId: string): Promise<void> {
  const [id] = await listItemDocumentIds(claim, lineageId);
  if (!id) return; // somebody deleted it by hand
  await removeDocument(systemPrincipal(claim.tenantId), id).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== "document_not_found") throw error;
  });
}
