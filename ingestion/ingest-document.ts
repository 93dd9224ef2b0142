import { parse as parsePath } from "node:path";
import { type ClaimedDocument, saveStage } from "../db/document-claims.ts";
import { countTokens } from "../lib/count-tokens.ts";
import type { embedTexts } from "../lib/models/embed.ts";
import type { Receipt } from "../lib/turn.ts";
import { blobPath } from "./blobs.ts";
import { chunkDocument } from "./chunk.ts";
import { embedChunks } from "./embed-chunks.ts";
import { contextOf, indexChunks } from "./index-chunks.ts";
import { parseInChild } from "./parse/parse-in-child.ts";
import { writeReceipt } from "./write-receipt.ts";

/** What costs money or time, for tests to replace. */
export interface IngestOptions {
  parse?: typeof parseInChild;
  embed?: typeof embedTexts;
  signal?: AbortSignal;
}

/**
 * THE INGESTION. Takes a document that this worker has claimed from stored bytes to searchable chunks, and returns the
 * receipt. Nothing is visible to searches before the last step, which is one transaction, so that doing it again after any
 * interruption neither doubles nor loses a chunk.
 *
 * How it got here: upload.ts stored the bytes, wrote the row and queued the job; worker.ts claimed the row. What becomes of
 * an error is decided there, too: the file's fault fails the document, anybody else's means another try.
 */
export async function ingestDocument(
  document: ClaimedDocument,
  { parse = parseInChild, embed, signal }: IngestOptions = {},
): Promise<Receipt> {
  const { claim, fileName, mediaType } = document;
  const stopwatch = startStopwatch();

  const file = { path: blobPath(document.tenantId, document.contentHash), fileName, mediaType };
  const parsed = await parse(file, signal);
  const title = parsed.title ?? parsePath(fileName).name;
  const parsing = stopwatch();

  await saveStage(claim, "chunking");
  const chunks = chunkDocument(parsed, { countTokens });
  const chunking = stopwatch();

  await saveStage(claim, "embedding");
  const texts = chunks.map((chunk) => `${contextOf(title, chunk)}\n${chunk.text}`);
  const embedded = await embedChunks(document, texts, { embed, signal });
  const embedding = stopwatch();

  await saveStage(claim, "indexing");
  const receipt = writeReceipt(document, parsed, chunks, embedded, {
    parsing,
    chunking,
    embedding,
    indexing: 0,
  });
  await indexChunks(document, { title, chunks, embeddings: embedded.embeddings, receipt });
  return receipt;
}

/** Each call gives the milliseconds since the one before. */
function startStopwatch(): () => number {
  let last = performance.now();
  return () => {
    const before = last;
    last = performance.now();
    return Math.round(last - before);
  };
}
