import { parse as parsePath } from "node:path";
import type { Readable } from "node:stream";
import { ensureCollection, findCollectionId } from "../db/collections.ts";
import { cancelDocument } from "../db/document-queue.ts";
import { addDocument, type Document, findDocument, retryDocument } from "../db/documents.ts";
import type { UploadLane } from "../lib/document.ts";
import { env } from "../lib/env.ts";
import { AppError } from "../lib/errors.ts";
import { tenantModels } from "../lib/models/tenant-models.ts";
import { sealSecret } from "../lib/seal.ts";
import type { Principal } from "../lib/turn.ts";
import { stageBlob } from "./blobs.ts";
import { detectFileType } from "./detect-file-type.ts";
import { jobsWriter } from "./queue.ts";
import { wakeWorkers } from "./wake.ts";

/** Where documents go for which nobody named a collection. */
export const defaultCollectionName = "Documents";
const fileNameCharsMax = 255;

/** Where a file goes, and what is to be known of it. */
export interface UploadSettings {
  /** A collection's id or name; one of that name is made where there's none. */
  collection?: string;
  /** By which the file opens. */
  password?: string;
  /** The id of any version of the document that this is a new version of. */
  replaces?: string;
  /** Where it comes from: the next file from there in the same collection is its new version. */
  sourceKey?: string;
  /** The source within which the key counts. */
  sourceId?: string;
  lane?: UploadLane;
  /** Who wrote it and the date it bears (ISO), where the file itself says nothing or something else. */
  author?: string;
  date?: string;
  /** None: those of the version before, where it's a new version. */
  tags?: string[];
}

export interface Upload extends UploadSettings {
  stream: Readable;
  fileName: string;
  /** Settings that come after the file; awaited when the stream has ended. */
  later?: Promise<UploadSettings>;
}

/**
 * Takes a file in: stores its bytes while it arrives, checks what it is, and adds a queued document with its job in one
 * transaction. The same bytes in the same collection give the document that is there, queued again if it had failed. A new
 * version of a document waits beside the one that is found, and takes its place when it's ready. Throws `file_too_large`,
 * `empty_file`, what detectFileType throws, `collection_not_found`, `document_not_found` or `invalid_request` for `replaces`,
 * or `blob_store_unavailable`, with nothing written. Admins only.
 */
export async function acceptUpload(
  principal: Principal,
  { stream, fileName: givenName, later, ...known }: Upload,
): Promise<{ document: Document; isDuplicate: boolean }> {
  const fileName = plainFileName(givenName);
  const blob = await stageBlob(principal.tenantId, stream, env().UPLOAD_BYTES_MAX);
  try {
    if (blob.byteSize === 0) throw new AppError("empty_file");
    const { collection, password, ...settings } = { ...known, ...(await later) };
    const mediaType = await detectFileType(blob.path, fileName, { hasPassword: Boolean(password) });
    const collectionId = await resolveCollection(principal, collection, settings.replaces);
    const { enqueue } = await jobsWriter();
    await blob.keep();
    const { byteSize, hash: contentHash } = blob;
    const title = parsePath(fileName).name;
    const file = { collectionId, title, fileName, mediaType, byteSize, contentHash };
    const sealedPassword = password ? sealSecret(password, "document") : undefined;
    const added = await addDocument(principal, { ...file, ...settings, sealedPassword }, enqueue);
    wakeWorkers();
    await blob.keep(); // a document of the same bytes may have been deleted in that moment, and its blob with it
    return added;
  } finally {
    await blob.discard();
  }
}

/**
 * Queues a failed or cancelled document again, with another password where one is given. Throws `document_not_found`, or
 * `conflict` in any other status. Admins only.
 */
export async function retryUpload(
  principal: Principal,
  documentId: string,
  password?: string,
): Promise<Document> {
  const { enqueue } = await jobsWriter();
  const sealedPassword = password ? sealSecret(password, "document") : undefined;
  const document = await retryDocument(principal, documentId, enqueue, sealedPassword);
  wakeWorkers();
  return document;
}

/**
 * Takes an unfinished document out of the queue; a worker that is at it lets go within a second or two. Throws
 * `document_not_found`, or `conflict` where it's finished. Admins only.
 */
export async function cancelUpload(principal: Principal, documentId: string): Promise<Document> {
  const { cancel } = await jobsWriter();
  await cancelDocument(principal, documentId, (tx) => cancel(tx, [documentId]));
  return findDocument(principal, documentId);
}

/** The last part of a path, without control characters, no longer than file systems allow. */
export function plainFileName(given: string): string {
  const name = (given.split(/[\\/]/).at(-1) ?? "").replace(/\p{Cc}/gu, "").trim() || "untitled";
  const { name: stem, ext } = parsePath(name);
  return (stem.slice(0, Math.max(1, fileNameCharsMax - ext.length)) + ext).slice(0, fileNameCharsMax);
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const collectionNameCharsMax = 100;

/** A new version goes where its document is, unless something else is said. */
async function resolveCollection(
  principal: Principal,
  given: string | undefined,
  replaces: string | undefined,
): Promise<string> {
  if (!given && replaces) return (await findDocument(principal, replaces)).collectionId;
  const name = (given ?? defaultCollectionName).trim();
  if (uuidPattern.test(name)) return findCollectionId(principal, name);
  if (!name || name.length > collectionNameCharsMax)
    throw new AppError("invalid_request", {
      publicMessage: `collection: 1 to ${collectionNameCharsMax} characters.`,
    });
  return ensureCollection(principal, name, await embeddingOfNewCollections(principal));
}

/** What a collection of this tenant is embedded with that is made now. */
export async function embeddingOfNewCollections(principal: Principal) {
  const { id, dimensions } = (await tenantModels(principal)).embeddingModel();
  return { embeddingModel: id, embeddingDimensions: dimensions };
}
