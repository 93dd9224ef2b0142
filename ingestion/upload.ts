import { parse as parsePath } from "node:path";
import type { Readable } from "node:stream";
import { ensureCollection, findCollectionId } from "../db/collections.ts";
import { addDocument, type Document, retryDocument } from "../db/documents.ts";
import { env } from "../lib/env.ts";
import { AppError } from "../lib/errors.ts";
import { defaultEmbeddingModel } from "../lib/models/embed.ts";
import type { Principal } from "../lib/turn.ts";
import { stageBlob } from "./blobs.ts";
import { detectFileType } from "./detect-file-type.ts";
import { jobsWriter } from "./queue.ts";

/** Where documents go for which nobody named a collection. */
export const defaultCollectionName = "Documents";
const fileNameCharsMax = 255;

export interface Upload {
  stream: Readable;
  fileName: string;
  /** A collection's id or name; one of that name is made where there's none. Awaited when the stream has ended. */
  collection?: string | Promise<string | undefined>;
}

/**
 * Takes a file in: stores its bytes while it arrives, checks what it is, and adds a queued document with its job in one
 * transaction. The same bytes in the same collection give the document that is there, queued again if it had failed. Throws
 * `file_too_large`, `empty_file`, `unsupported_file_type`, `file_type_mismatch`, `encrypted_file`, `collection_not_found`
 * or `blob_store_unavailable`, with nothing written. Admins only.
 */
export async function acceptUpload(
  principal: Principal,
  { stream, fileName: givenName, collection }: Upload,
): Promise<{ document: Document; isDuplicate: boolean }> {
  const fileName = plainFileName(givenName);
  const blob = await stageBlob(principal.tenantId, stream, env().UPLOAD_BYTES_MAX);
  try {
    if (blob.byteSize === 0) throw new AppError("empty_file");
    const mediaType = await detectFileType(blob.path, fileName);
    const collectionId = await resolveCollection(principal, (await collection) ?? defaultCollectionName);
    const { enqueue } = await jobsWriter();
    await blob.keep();
    const { byteSize, hash: contentHash } = blob;
    const title = parsePath(fileName).name;
    return await addDocument(
      principal,
      { collectionId, title, fileName, mediaType, byteSize, contentHash },
      enqueue,
    );
  } finally {
    await blob.discard();
  }
}

/** Queues a failed document again. Throws `document_not_found`, or `conflict` where it hasn't failed. Admins only. */
export async function retryUpload(principal: Principal, documentId: string): Promise<Document> {
  const { enqueue } = await jobsWriter();
  return retryDocument(principal, documentId, enqueue);
}

/** The last part of a path, without control characters, no longer than file systems allow. */
function plainFileName(given: string): string {
  const name = (given.split(/[\\/]/).at(-1) ?? "").replace(/\p{Cc}/gu, "").trim() || "untitled";
  const { name: stem, ext } = parsePath(name);
  return (stem.slice(0, Math.max(1, fileNameCharsMax - ext.length)) + ext).slice(0, fileNameCharsMax);
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const collectionNameCharsMax = 100;

async function resolveCollection(principal: Principal, given: string): Promise<string> {
  const name = given.trim();
  if (uuidPattern.test(name)) return findCollectionId(principal, name);
  if (!name || name.length > collectionNameCharsMax)
    throw new AppError("invalid_request", {
      publicMessage: `collection: 1 to ${collectionNameCharsMax} characters.`,
    });
  return ensureCollection(principal, name, embeddingOfNewCollections());
}

/** What a collection is embedded with that is made now. */
export function embeddingOfNewCollections() {
  const { id, dimensions } = defaultEmbeddingModel();
  return { embeddingModel: id, embeddingDimensions: dimensions };
}
