import { countTokens } from "../../lib/count-tokens.ts";
import { asSystem } from "../client.ts";
import { addTerms } from "../collection-terms.ts";

/** A document whose chunks didn't come through ingestion: for measuring at sizes that would take it hours. */
export interface BulkDocument {
  id: string;
  collectionId: string;
  title: string;
  language: string;
  mediaType: string;
  tags: string[];
}

export interface BulkChunk {
  documentId: string;
  collectionId: string;
  ordinal: number;
  text: string;
  /** The analyzer's, as publishDocument stores them. */
  terms: string[];
  embedding: Float32Array;
}

/** System. Inserts documents as ready, dated one a day backwards from 2026. */
export async function insertDocuments(tenantId: string, documents: BulkDocument[]): Promise<void> {
  await asSystem((tx) =>
    tx.$client.query(
      `INSERT INTO documents (tenant_id, id, collection_id, title, file_name, media_type, byte_size, content_hash, status,
                              language, tags, dated_at, ready_at)
       SELECT $1, id, collection_id, title, title || '.txt', media_type, 1, md5(id::text), 'ready', language, tags,
              timestamptz '2026-01-01' - row_number() OVER () * interval '1 day', now()
       FROM json_to_recordset($2) AS row (id uuid, collection_id uuid, title text, media_type text, language text, tags text[])`,
      [
        tenantId,
        JSON.stringify(
          documents.map(({ collectionId, mediaType, ...rest }) => ({
            ...rest,
            collection_id: collectionId,
            media_type: mediaType,
          })),
        ),
      ],
    ),
  );
}

/** System. Inserts chunks with what both searches need but for their words' counts; `isSqlTier` as publishDocument has it. */
export async function insertChunks(
  tenantId: string,
  { embeddingModel, isSqlTier }: { embeddingModel: string; isSqlTier: boolean },
  chunks: BulkChunk[],
): Promise<void> {
  const rows = chunks.map(({ documentId, collectionId, terms, embedding, ...rest }) => ({
    ...rest,
    document_id: documentId,
    collection_id: collectionId,
    token_count: countTokens(rest.text),
    terms: terms.join(" "),
    term_count: terms.length,
    // Four digits, as halfvec keeps hardly more.
    embedding: `[${Array.from(embedding, (value) => value.toFixed(4)).join()}]`,
  }));
  await asSystem((tx) =>
    tx.$client.query(
      `INSERT INTO chunks (tenant_id, id, document_id, collection_id, embedding_model, ordinal, text, heading_path, char_start,
                           char_end, token_count, terms, term_count, lexemes, embedding)
       SELECT $1, gen_random_uuid(), document_id, collection_id, $2, ordinal, text, '{}', 0, length(text), token_count,
              terms, term_count, CASE WHEN $3 THEN to_tsvector('simple', terms) END, embedding::halfvec
       FROM json_to_recordset($4) AS row (document_id uuid, collection_id uuid, ordinal int, text text, token_count int, terms text,
                                          term_count int, embedding text)`,
      [tenantId, embeddingModel, isSqlTier, JSON.stringify(rows)],
    ),
  );
}

/** System. Counts the words of chunks that have come in: of thousands at once, since most of them are the same ones again. */
export async function insertTerms(
  tenantId: string,
  chunks: Pick<BulkChunk, "collectionId" | "terms">[],
): Promise<void> {
  await asSystem(async (tx) => {
    for (const [collectionId, own] of Map.groupBy(chunks, (chunk) => chunk.collectionId))
      await addTerms(tx, { tenantId, collectionId }, own);
  });
}
