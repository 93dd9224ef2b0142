import { systemPrincipal } from "../../db/client.ts";
import type { Document } from "../../db/documents.ts";
import type { KnownItem } from "../../db/source-items.ts";
import { type ClaimedRun, hasSource, RunLostError } from "../../db/source-runs.ts";
import { removeDocument } from "../delete-documents.ts";
import { acceptUpload } from "../upload.ts";
import { type Finding, refusalOf } from "./finding.ts";
import type { RunRecord } from "./record-run.ts";
import { removeDocumentsOf } from "./remove-items.ts";

/**
 * Takes an item's bytes in as an upload of the source's: a new document, the next version of its own, or nothing where the
 * bytes are those it had, or those of another document of the collection. A file that is refused keeps what it had.
 */
export async function takeIn(
  run: ClaimedRun,
  { key, fileName, open, version }: Extract<Finding, { state: "file" }>,
  record: RunRecord,
  known: KnownItem | undefined,
): Promise<void> {
  const { sourceId, tenantId } = run.claim;
  const principal = systemPrincipal(tenantId);
  let document: Document;
  try {
    const place = { collection: run.collectionId, sourceId, sourceKey: key, lane: "sync" as const };
    ({ document } = await acceptUpload(principal, { stream: await open(), fileName, ...place }));
  } catch (error) {
    record.addRefusal(refusalOf(key, error));
    return;
  }
  const isOwn = document.sourceId === sourceId && document.sourceKey === key;
  const { contentHash, lineageId } = document;
  const item = { key, ...version, contentHash, lineageId: isOwn ? lineageId : null };
  const before = known?.isKept ? known : undefined;
  const isSame = before ? before.contentHash === contentHash : !isOwn;
  // Its bytes are another document's now, so that its own would show what isn't there any more.
  if (before?.lineageId && !isOwn) await removeDocumentsOf(run, before.lineageId);
  try {
    await record.addTaken(item, isSame ? "unchanged" : before || document.version > 1 ? "changed" : "added");
  } catch (error) {
    // The source was deleted while the file came in: nobody would ever remove its document.
    const isOrphan = error instanceof RunLostError && isOwn && !(await hasSource(run.claim));
    if (isOrphan) await removeDocument(principal, document.id);
    throw error;
  }
}
