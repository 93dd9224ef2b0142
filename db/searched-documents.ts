import type { DocumentStatus } from "../lib/document.ts";
import { AppError } from "../lib/errors.ts";
import type { SearchFilters } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { filterSql } from "./search-filters.ts";

/** A document as a search sees it. */
export interface SearchedDocument {
  id: string;
  title: string;
  status: DocumentStatus;
  /** A newer version has taken its place. */
  isSuperseded: boolean;
  collectionId: string;
  collectionName: string;
  /** Whether it passes each of the filters. */
  passes: boolean[];
  /** Those that can be found; none before it's ready and once it's superseded. */
  chunkIds: string[];
  /** In how many of its chunks each of the terms stands. */
  termCounts: Map<string, number>;
}

/** The document with what decides whether a search can find it. Throws `document_not_found`. */
export async function findSearchedDocument(
  principal: Principal,
  documentId: string,
  { filters, terms }: { filters: SearchFilters[]; terms: string[] },
): Promise<SearchedDocument> {
  const values: unknown[] = [principal.tenantId, documentId];
  const passes = filters.map((filter) => filterSql(filter, "$1", values)).join(", ");
  return withTenant(principal, async (tx) => {
    const { rows } = await tx.$client.query<Omit<SearchedDocument, "chunkIds" | "termCounts">>(
      `SELECT id, title, status, superseded_at IS NOT NULL AS "isSuperseded", collection_id AS "collectionId",
              (SELECT name FROM collections c WHERE c.tenant_id = $1 AND c.id = collection_id) AS "collectionName",
              ARRAY[${passes}]::boolean[] AS passes
       FROM (SELECT *, id AS document_id FROM documents WHERE tenant_id = $1 AND id = $2) AS document`,
      values,
    );
    if (!rows[0]) throw new AppError("document_not_found");
    const chunks = await tx.$client.query<{ id: string; held: string[] }>(
      `SELECT id, ARRAY(SELECT term FROM unnest($3::text[]) AS term
                        WHERE strpos(' ' || terms || ' ', ' ' || term || ' ') > 0) AS held
       FROM chunks WHERE tenant_id = $1 AND document_id = $2`,
      [principal.tenantId, documentId, [...new Set(terms)]],
    );
    const termCounts = new Map<string, number>();
    for (const { held } of chunks.rows)
      for (const term of held) termCounts.set(term, (termCounts.get(term) ?? 0) + 1);
    return { ...rows[0], chunkIds: chunks.rows.map(({ id }) => id), termCounts };
  });
}
