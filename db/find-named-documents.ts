import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";

export interface NamedDocument {
  documentId: string;
  title: string;
  fileName: string;
  collectionId: string;
}

export interface NamedDocumentsQuery {
  collectionIds: string[];
  /** Names by which documents are meant. */
  names: string[];
  /** Documents whose names are wanted. */
  documentIds: string[];
}

/** More documents of one name than these and nobody can have meant them. */
const documentsMax = 20;

/** A name for comparing: letters and digits, in lower case, one space between. */
const normalised = (sql: string) => `btrim(lower(regexp_replace(${sql}, '[^[:alnum:]]+', ' ', 'g')))`;

/**
 * The documents under these ids, and those that are called by one of these names (title, file name with or without its ending, in
 * any case and punctuation), among what is found in these collections and the principal may read. Ordered by title.
 */
export async function findNamedDocuments(
  principal: Principal,
  { collectionIds, names, documentIds }: NamedDocumentsQuery,
): Promise<NamedDocument[]> {
  if (collectionIds.length === 0 || (names.length === 0 && documentIds.length === 0)) return [];
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<NamedDocument>(
      `WITH called AS (SELECT ${normalised("name")} AS name FROM unnest($3::text[]) AS name)
       SELECT d.id AS "documentId", d.title, d.file_name AS "fileName", d.collection_id AS "collectionId" FROM documents d
       WHERE d.tenant_id = $1 AND d.collection_id = ANY ($2) AND d.ready_at IS NOT NULL AND d.superseded_at IS NULL
         AND (d.id = ANY ($4::uuid[])
              OR ${normalised("d.title")} IN (SELECT name FROM called WHERE name <> '')
              OR ${normalised("d.file_name")} IN (SELECT name FROM called WHERE name <> '')
              OR ${normalised("regexp_replace(d.file_name, '\\.[^.]*$', '')")} IN (SELECT name FROM called WHERE name <> ''))
       ORDER BY lower(d.title), d.id LIMIT ${documentsMax + 200}`,
      [principal.tenantId, collectionIds, names, documentIds],
    ),
  );
  return rows;
}
