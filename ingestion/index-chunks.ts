import { type NewChunk, publishDocument } from "../db/chunks.ts";
import type { ClaimedDocument } from "../db/document-claims.ts";
import { analyzerVersion } from "../lib/analyze-text.ts";
import type { Receipt } from "../lib/document.ts";
import { analyzeChunks } from "./analyze-chunks.ts";
import type { Chunk } from "./chunk.ts";

export interface IndexInput {
  title: string;
  /** As the file says; what its uploader or an admin said stays. */
  author?: string | null;
  /** ISO instant. */
  datedAt?: string | null;
  chunks: Chunk[];
  /** One per chunk. */
  embeddings: number[][];
  receipt: Receipt;
}

/** What a chunk is about, by where it stands: embedded with its text, and never part of a quote. */
function contextOf(title: string, headingPath: string[]): string {
  return [title, ...headingPath.filter((heading) => heading !== title)].join(" › ");
}

/** What of a chunk is embedded. */
export function indexedText(
  title: string,
  { headingPath, text }: Pick<Chunk, "headingPath" | "text">,
): string {
  return `${contextOf(title, headingPath)}\n${text}`;
}

/**
 * Makes the claimed document searchable: chunks, vectors, BM25 terms, receipt and status in one transaction, in place of
 * whatever it had before. Throws ClaimLostError and writes nothing where another worker has it or it's gone.
 */
export async function indexChunks(
  document: ClaimedDocument,
  { title, author, datedAt, chunks, embeddings, receipt }: IndexInput,
): Promise<void> {
  const given = { title: document.givenTitle, language: document.givenLanguage };
  const { language, terms } = analyzeChunks({
    title,
    chunks,
    givenLanguage: given.language,
    guessedLanguage: receipt.language,
    collectionLanguage: document.collectionLanguage,
  });
  const rows: NewChunk[] = chunks.map((chunk, i) => ({
    ...chunk,
    terms: terms[i] ?? [],
    embedding: embeddings[i] ?? [],
  }));
  await publishDocument(document.claim, {
    title,
    author,
    datedAt,
    language,
    given,
    analyzerVersion,
    receipt,
    embeddingModel: document.embeddingModel,
    embeddingDimensions: document.embeddingDimensions,
    chunks: rows,
  });
}
