import type { Readable } from "node:stream";
import { v7 as uuidv7 } from "uuid";
import { addPreview } from "../db/chunk-previews.ts";
import { findCollection } from "../db/collections.ts";
import type { ChunkingSettings, ParserChoice } from "../lib/document.ts";
import { env } from "../lib/env.ts";
import { AppError } from "../lib/errors.ts";
import { sealSecret } from "../lib/seal.ts";
import type { Principal } from "../lib/turn.ts";
import { stageBlob } from "./blobs.ts";
import { detectFileType } from "./detect-file-type.ts";
import { deletePreviewFile, keepPreviewFile } from "./preview-file.ts";
import { jobsWriter } from "./queue.ts";
import { plainFileName } from "./upload.ts";
import { wakeWorkers } from "./wake.ts";

export interface PreviewSettings {
  chunking: ChunkingSettings;
  parser: ParserChoice;
  password?: string;
}

export interface PreviewRequest {
  collectionId: string;
  stream: Readable;
  fileName: string;
  /** Told when the form has ended. */
  settings: Promise<PreviewSettings>;
}

/**
 * Takes a file in to show how it would be cut, by the tokenizer of the collection's embedding model: a worker reads it, and
 * findPreview tells when it's done. Nothing of it is kept beyond an hour. Throws what acceptUpload throws of a file, and
 * `invalid_request` for a parser that isn't there. Returns the preview's id. Admins only.
 */
export async function requestPreview(
  principal: Principal,
  { collectionId, stream, fileName: givenName, settings }: PreviewRequest,
): Promise<string> {
  const { embeddingModel } = await findCollection(principal, collectionId);
  const fileName = plainFileName(givenName);
  const blob = await stageBlob(principal.tenantId, stream, env().UPLOAD_BYTES_MAX);
  const previewId = uuidv7();
  try {
    if (blob.byteSize === 0) throw new AppError("empty_file");
    const { chunking, parser, password } = await settings;
    requireParser(parser);
    const mediaType = await detectFileType(blob.path, fileName, { hasPassword: Boolean(password) });
    const { enqueuePreview } = await jobsWriter();
    await keepPreviewFile(previewId, blob);
    const { byteSize, hash: contentHash } = blob;
    const sealedPassword = password ? sealSecret(password, "document") : undefined;
    const file = { fileName, mediaType, byteSize, contentHash, sealedPassword };
    await addPreview(principal, { ...file, chunking, parser, embeddingModel }, enqueuePreview, previewId);
    wakeWorkers();
    return previewId;
  } catch (error) {
    await deletePreviewFile(previewId);
    throw error;
  } finally {
    await blob.discard();
  }
}

/** Throws `invalid_request` where no Unstructured API is set up for a collection that is to be read by it. */
export function requireParser(parser: ParserChoice | undefined): void {
  if (parser === "unstructured" && !env().UNSTRUCTURED_API_URL)
    throw new AppError("invalid_request", {
      publicMessage: "parser: there is no Unstructured API here. Set UNSTRUCTURED_API_URL to use one.",
    });
}
