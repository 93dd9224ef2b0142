import { parse as parsePath } from "node:path";
import {
  deleteOldPreviews,
  loadWaitingPreview,
  settlePreview,
  type WaitingPreview,
} from "../db/chunk-previews.ts";
import type { PreviewResult } from "../lib/document.ts";
import { toAppError } from "../lib/errors.ts";
import { log } from "../lib/log.ts";
import { tokenCounterOf } from "../lib/models/token-counter-of.ts";
import { openSecret } from "../lib/seal.ts";
import { type Chunk, chunkDocument } from "./chunk.ts";
import type { ParsedDocument } from "./parse/element.ts";
import { parseAtOnce } from "./parse/parse-in-child.ts";
import { clearPreviewFiles, deletePreviewFile, previewPath } from "./preview-file.ts";
import { type PreviewJob, servePreviewQueue } from "./queue.ts";
import { languageOf } from "./write-receipt.ts";

/** More than anybody looks through. */
const chunksShownMax = 300;
const sweepEveryMs = 60_000;

/**
 * Reads the files that admins want to see cut, beside the worker's documents, until the queue is closed. What is wrong with a
 * file is the preview's result. Sweeps away what is older than an hour. System.
 */
export async function servePreviews(): Promise<{ wake(): void; stop(): void }> {
  const { wake } = await servePreviewQueue(preview);
  const sweeping = setInterval(() => void sweep(), sweepEveryMs);
  await sweep();
  return { wake, stop: () => clearInterval(sweeping) };
}

async function sweep(): Promise<void> {
  await Promise.all([deleteOldPreviews(), clearPreviewFiles()]).catch((err: unknown) =>
    log.warn({ err }, "old previews could not be swept away"),
  );
}

async function preview({ tenantId, previewId }: PreviewJob): Promise<void> {
  const waiting = await loadWaitingPreview(tenantId, previewId);
  if (!waiting) return;
  try {
    await settlePreview(tenantId, previewId, { result: await cutFile(previewPath(previewId), waiting) });
  } catch (error) {
    await settlePreview(tenantId, previewId, { error: toAppError(error) });
  } finally {
    await deletePreviewFile(previewId);
  }
}

async function cutFile(path: string, preview: WaitingPreview): Promise<PreviewResult> {
  const { fileName, mediaType, parser, chunking, sealedPassword } = preview;
  const password = sealedPassword === null ? undefined : openSecret(sealedPassword, "document");
  const parsed = await parseAtOnce({ path, fileName, mediaType, parser, password });
  const countTokens = await tokenCounterOf(preview.embeddingModel);
  return describeCut(fileName, parsed, chunkDocument(parsed, { countTokens, ...chunking }));
}

function describeCut(fileName: string, parsed: ParsedDocument, chunks: Chunk[]): PreviewResult {
  const sizes = chunks.map((chunk) => chunk.tokenCount);
  const sorted = sizes.toSorted((a, b) => a - b);
  return {
    parser: parsed.parser,
    title: parsed.title ?? parsePath(fileName).name,
    language: languageOf(parsed.text),
    pages: parsed.pageStarts?.length ?? null,
    characters: parsed.text.length,
    tables: parsed.tables,
    warnings: parsed.warnings,
    chunkCount: chunks.length,
    tokens: {
      total: sizes.reduce((sum, size) => sum + size, 0),
      min: sorted[0] ?? 0,
      median: sorted[Math.floor(sorted.length / 2)] ?? 0,
      max: sorted.at(-1) ?? 0,
    },
    sizes,
    chunks: chunks.slice(0, chunksShownMax).map((chunk, ordinal) => ({
      ordinal,
      text: chunk.text,
      headingPath: chunk.headingPath,
      page: chunk.pageStart,
      tokenCount: chunk.tokenCount,
      overlapChars: Math.max(0, (chunks[ordinal - 1]?.charEnd ?? 0) - chunk.charStart),
    })),
  };
}
