/** Where a search looks, and what the chunks that it found hold. The searches: search-bm25.ts, search-vector.ts. */
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { queryAsTenant } from "./client.ts";

/** A search's result. Higher is better: signs are flipped in the searches and nowhere else. */
export interface ScoredChunk {
  chunkId: string;
  score: number;
}

/** A collection as search needs it. `version` changes whenever what can be found in the collection changes. */
export interface SearchScope {
  collectionId: string;
  embeddingModel: string;
  embeddingDimensions: number;
  version: number;
  /** ISO 639-3: of documents that don't tell their own. Null: English. */
  language: string | null;
  /** In which its documents were indexed, so that a question can be analysed as they were. */
  languages: string[];
}

/**
 * The collections to search: those asked for, or all that the principal may read. Throws `collection_not_found` when one
 * that was asked for doesn't exist or may not be read.
 */
export async function findSearchScope(
  principal: Principal,
  collectionIds: string[] | null,
): Promise<SearchScope[]> {
  const rows = await queryAsTenant<SearchScope>(
    principal,
    `SELECT id AS "collectionId", embedding_model AS "embeddingModel",
            embedding_dimensions AS "embeddingDimensions", version, language, languages
     FROM collections
     WHERE tenant_id = $1 AND ($2::uuid[] IS NULL OR id = ANY ($2)) ORDER BY id`,
    [principal.tenantId, collectionIds],
  );
  if (collectionIds && rows.length < new Set(collectionIds).size) throw new AppError("collection_not_found");
  return rows;
}

/** What a found chunk holds. Page is where it begins. */
export interface FoundChunk {
  chunkId: string;
  documentId: string;
  collectionId: string;
  title: string;
  page: number | null;
  /** Where in the text the pages after that one begin. */
  pageOffsets: number[];
  headingPath: string[];
  ordinal: number;
  text: string;
  tokenCount: number;
  /** How much it reads like instructions to a model, 0 to 1; null for chunks from before it was scored. */
  injectionScore?: number | null;
}

/** A found chunk with what it's searched by. */
export interface IndexedChunk extends FoundChunk {
  /** Its index terms in order: title, headings, text. */
  terms: string[];
  /** ISO 639-3: in which it was indexed. */
  language: string | null;
}

const foundColumns = `
  c.id AS "chunkId", c.document_id AS "documentId", c.collection_id AS "collectionId", d.title, c.page_start AS page,
  c.page_offsets AS "pageOffsets", c.heading_path AS "headingPath", c.ordinal, c.text, c.token_count AS "tokenCount",
  c.injection_score AS "injectionScore"`;

/**
 * Each chunk's document by its own look-up: a join would read every document of the tenant, of which the planner can't know under
 * row-level security that few are wanted (at 100,000 chunks of 10,675 documents 9 ms of the 10 that loading fifty took).
 */
const ofDocument = `
  CROSS JOIN LATERAL (SELECT title, language FROM documents
                      WHERE tenant_id = c.tenant_id AND id = c.document_id OFFSET 0) d`;

/** The chunks under these ids that still exist and may be read, in no particular order. */
export async function loadFoundChunks(principal: Principal, chunkIds: string[]): Promise<IndexedChunk[]> {
  if (chunkIds.length === 0) return [];
  const rows = await queryAsTenant<FoundChunk & { terms: string; language: string | null }>(
    principal,
    `SELECT ${foundColumns}, c.terms, d.language
     FROM chunks c ${ofDocument}
     WHERE c.tenant_id = $1 AND c.id = ANY ($2)`,
    [principal.tenantId, chunkIds],
  );
  return rows.map((row) => ({ ...row, terms: row.terms.split(" ") }));
}

/** These chunks with those right before and after them in the same section of the same document, in no particular order. */
export async function loadNeighbours(principal: Principal, chunkIds: string[]): Promise<FoundChunk[]> {
  if (chunkIds.length === 0) return [];
  return queryAsTenant<FoundChunk>(
    principal,
    `SELECT ${foundColumns}
     FROM chunks c ${ofDocument}
     WHERE c.tenant_id = $1 AND (c.document_id, c.ordinal) IN (
       SELECT hit.document_id, hit.ordinal + step FROM chunks hit, generate_series(-1, 1) AS step
       WHERE hit.tenant_id = $1 AND hit.id = ANY ($2) AND hit.heading_path = c.heading_path)`,
    [principal.tenantId, chunkIds],
  );
}
