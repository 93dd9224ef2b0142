import { parse as parsePath } from "node:path";
import type { ClaimedDocument } from "../db/document-claims.ts";
import { defaultChunking, type Receipt } from "../lib/document.ts";
import type { embedTexts } from "../lib/models/embed.ts";
import { tokenCounterOf } from "../lib/models/token-counter-of.ts";
import { openSecret } from "../lib/seal.ts";
import { noteSpan } from "../lib/telemetry.ts";
import { blobPath } from "./blobs.ts";
import { chunkDocument } from "./chunk.ts";
import { embedChunks } from "./embed-chunks.ts";
import { followStages } from "./follow-stages.ts";
import { indexChunks, indexedText } from "./index-chunks.ts";
import { parseInChild } from "./parse/parse-in-child.ts";
import { scoreChunks } from "./score-chunks.ts";
import { writeReceipt } from "./write-receipt.ts";

/** Characters from which cutting and indexing take long enough to be seen. */
const longText = 200_000;

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
  const stopwatch = startStopwatch();
  const stage = followStages(document.claim);
  try {
    const parsed = await parse(fileOf(document), signal);
    const title = document.givenTitle ?? parsed.title ?? parsePath(document.fileName).name;
    const parsing = stopwatch("parsing");

    await stage.enter("chunking", parsed.text.length > longText);
    const countTokens = await tokenCounterOf(document.embeddingModel);
    const chunks = scoreChunks(
      chunkDocument(parsed, { countTokens, ...(document.chunking ?? defaultChunking) }),
    );
    const chunking = stopwatch("chunking");

    await stage.enter("embedding");
    const texts = chunks.map((chunk) => indexedText(title, chunk));
    const embedded = await embedChunks(document, texts, { embed, signal });
    const embedding = stopwatch("embedding");

    await stage.enter("indexing", parsed.text.length > longText);
    const stageMs = { parsing, chunking, embedding, indexing: 0 }; // the last is measured by the database
    const receipt = writeReceipt(document, parsed, chunks, embedded, stageMs);
    const { author, datedAt } = parsed;
    await indexChunks(document, { title, author, datedAt, chunks, embeddings: embedded.embeddings, receipt });
    stopwatch("indexing");
    return receipt;
  } finally {
    await stage.leave();
  }
}

/** What the parser is given: where the bytes lie, what they are, and how they open. */
function fileOf({ tenantId, contentHash, fileName, mediaType, parser, sealedPassword }: ClaimedDocument) {
  const password = sealedPassword === null ? undefined : openSecret(sealedPassword, "document");
  return { path: blobPath(tenantId, contentHash), fileName, mediaType, parser, password };
}

/** Each call gives the milliseconds since the one before, which a stage took. */
function startStopwatch(): (stage: string) => number {
  let last = performance.now();
  return (stage) => {
    const tookMs = performance.now() - last;
    last += tookMs;
    noteSpan(stage, { tookMs });
    return Math.round(tookMs);
  };
}
