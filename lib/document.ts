/**
 * The vocabulary of documents: how one is read, where it comes from, what ingestion says it did, and what deleting one took away.
 * Client-safe. Collection, document, element and chunk are defined in lib/turn.ts.
 */
import { z } from "zod";

/**
 * queued → parsing → chunking → embedding → indexing → ready; any of them → failed | cancelled; failed → queued by retry.
 * A killed worker's document goes back to queued by itself.
 */
export const documentStatuses = [
  "queued",
  "parsing",
  "chunking",
  "embedding",
  "indexing",
  "ready",
  "failed",
  "cancelled",
] as const;
export type DocumentStatus = (typeof documentStatuses)[number];

/**
 * Who goes first among one tenant's documents: a person who waits, then a bulk upload, then what a source or a new setting
 * brings in again.
 */
export const uploadLanes = ["interactive", "bulk", "sync"] as const;
export type UploadLane = (typeof uploadLanes)[number];

export const parserChoices = ["builtin", "unstructured"] as const;
/** Who reads a collection's files: the parsers here, or the Unstructured API where one is configured. */
export type ParserChoice = (typeof parserChoices)[number];

export const chunkingSettingsSchema = z.object({
  /** Tokens that no chunk exceeds, by the tokenizer of the collection's embedding model. */
  tokensMax: z.int().min(64).max(2048),
  /** What a chunk repeats of the one before where a section had to be cut, as a share of `tokensMax`. */
  overlapShare: z.number().min(0).max(0.5),
});
export type ChunkingSettings = z.infer<typeof chunkingSettingsSchema>;
export const defaultChunking: ChunkingSettings = { tokensMax: 512, overlapShare: 0.1 };

/**
 * Where a stretch of a chunk's text stands on its page: `text.slice(start, end)` in UTF-16 code units, the 1-based page, and
 * left, top, width and height as shares of the page's width and height, from its upper left corner. About one per line.
 */
export type TextBox = [
  start: number,
  end: number,
  page: number,
  left: number,
  top: number,
  width: number,
  height: number,
];

/** What a source is and where it is. Secrets aren't in it. */
export const sourceConfigSchema = z.discriminatedUnion("kind", [
  /** One page or file. */
  z.object({ kind: z.literal("url"), url: z.url() }),
  /** The pages that a sitemap, or an index of sitemaps, lists. */
  z.object({
    kind: z.literal("sitemap"),
    url: z.url(),
    pagesMax: z.int().min(1).max(10_000).default(500),
  }),
  /** The pages under an address, by following links. */
  z.object({
    kind: z.literal("site"),
    url: z.url(),
    depthMax: z.int().min(0).max(10).default(3),
    pagesMax: z.int().min(1).max(10_000).default(200),
  }),
  /** The entries of an RSS or Atom feed. */
  z.object({ kind: z.literal("feed"), url: z.url(), entriesMax: z.int().min(1).max(1000).default(100) }),
  /** A folder on the server, under one that the operator has opened. */
  z.object({ kind: z.literal("folder"), path: z.string().min(1).max(1000) }),
  z.object({
    kind: z.literal("s3"),
    bucket: z.string().min(1).max(255),
    prefix: z.string().max(1000).default(""),
    region: z.string().max(100).default("us-east-1"),
    /** Of an S3-compatible store; Amazon's when left out. */
    endpoint: z.url().optional(),
  }),
]);
export type SourceConfig = z.infer<typeof sourceConfigSchema>;

export const sourceRunStatuses = ["queued", "running", "done", "failed", "cancelled"] as const;
export type SourceRunStatus = (typeof sourceRunStatuses)[number];

/** What ingestion did with a document, shown to admins and returned by the API. */
export interface Receipt {
  /** Name and version. */
  parser: string;
  mediaType: string;
  byteSize: number;
  pages: number | null;
  /** Characters of text per page, in page order; a 0 is a page without text. Null where there are no pages. */
  charactersPerPage: number[] | null;
  characters: number;
  /** Pages whose text was read from their picture, 1-based. Absent on receipts from before OCR. */
  ocrPages?: number[];
  tables: number;
  imagesSkipped: number;
  /** Running headers, footers and page numbers that were left out. */
  droppedLines?: number;
  /** ISO 639-3; null where there is too little text to tell. */
  language: string | null;
  chunks: number;
  tokens: number;
  embeddingModel: string;
  /** How it was cut. */
  chunking?: ChunkingSettings;
  costMicroUsd: number;
  /** Milliseconds by stage. */
  stageMs: { parsing: number; chunking: number; embedding: number; indexing: number };
  /** What is missing or uncertain, in plain sentences. */
  warnings: string[];
}

/** What would become of a file under some settings, before anything of it is kept. */
export interface PreviewResult {
  parser: string;
  title: string;
  /** ISO 639-3; null where there is too little text to tell. */
  language: string | null;
  pages: number | null;
  characters: number;
  tables: number;
  warnings: string[];
  chunkCount: number;
  tokens: { total: number; min: number; median: number; max: number };
  /** How long each chunk is, in order, of all chunks. */
  sizes: number[];
  /** The first of them. */
  chunks: PreviewChunk[];
}

export interface PreviewChunk {
  ordinal: number;
  text: string;
  headingPath: string[];
  /** Where it begins, 1-based; null where the format has no pages. */
  page: number | null;
  tokenCount: number;
  /** How many characters at its beginning repeat the end of the one before. */
  overlapChars: number;
}

/** What a deletion took away, and what every store still holds of it: counted again after, all zero. */
export interface DeletionReceipt {
  documentId: string;
  deletedAt: string;
  /** Versions of the document, the one that was found among them. */
  versions: number;
  removed: DeletionCounts;
  remaining: DeletionCounts;
}

/** What the deletion of a whole collection came to, over all its documents. */
export type CollectionDeletionReceipt = Omit<DeletionReceipt, "documentId" | "versions"> & {
  collectionId: string;
};

export interface DeletionCounts {
  documents: number;
  chunks: number;
  /** Chunks of superseded versions, kept for old citations. */
  archivedChunks: number;
  vectors: number;
  /** Chunks that keyword search has terms of. */
  bm25Entries: number;
  /** Words that stood in no other document of the collection, by which misspelt questions are corrected. */
  words: number;
  stagedVectors: number;
  cachedAnswers: number;
  /** Citations of it in anybody's conversations, each with its quote and the sentence of the answer that cites it. */
  quotes: number;
  jobs: number;
  blobs: number;
}
