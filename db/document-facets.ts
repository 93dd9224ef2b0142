import type { z } from "zod";
import type { documentFacetsSchema } from "../lib/document-schemas.ts";
import { kindOf } from "../lib/media-types.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";

export type DocumentFacets = z.infer<typeof documentFacetsSchema>;

/** More of one kind than a list can be picked from. */
const valuesMax = 200;

interface FacetRow {
  facet: "mediaType" | "language" | "author" | "tag" | "first" | "last";
  value: string;
  count: number;
}

/**
 * What the documents that are found can be told apart by, in these collections (null: all) as far as the principal may read
 * them: most frequent first, then by name.
 */
export async function findDocumentFacets(
  principal: Principal,
  collectionIds: string[] | null,
): Promise<DocumentFacets> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<FacetRow>(
      `WITH found AS MATERIALIZED (
         SELECT media_type, language, author, tags, (coalesce(dated_at, created_at) AT TIME ZONE 'utc')::date AS day
         FROM documents WHERE tenant_id = $1 AND ($2::uuid[] IS NULL OR collection_id = ANY ($2))
           AND ready_at IS NOT NULL AND superseded_at IS NULL),
       counted AS (
         SELECT 'mediaType' AS facet, media_type AS value, count(*)::int AS count FROM found GROUP BY 2
         UNION ALL SELECT 'language', language, count(*)::int FROM found GROUP BY 2
         UNION ALL SELECT 'author', author, count(*)::int FROM found GROUP BY 2
         UNION ALL SELECT 'tag', tag, count(*)::int FROM found, unnest(tags) AS tag GROUP BY 2
         UNION ALL SELECT 'first', min(day)::text, 1 FROM found
         UNION ALL SELECT 'last', max(day)::text, 1 FROM found),
       ranked AS (
         SELECT *, row_number() OVER (PARTITION BY facet ORDER BY count DESC, lower(value), value) AS place
         FROM counted WHERE value IS NOT NULL)
       SELECT facet, value, count FROM ranked WHERE place <= ${valuesMax} ORDER BY facet, place`,
      [principal.tenantId, collectionIds],
    ),
  );
  const of = (facet: FacetRow["facet"]) =>
    rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }));
  return {
    kinds: kindsOf(of("mediaType")),
    languages: of("language"),
    authors: of("author"),
    tags: of("tag"),
    datedFrom: of("first")[0]?.value ?? null,
    datedTo: of("last")[0]?.value ?? null,
  };
}

/** Several media types are one kind for people. */
function kindsOf(mediaTypes: { value: string; count: number }[]): DocumentFacets["kinds"] {
  const counts = new Map<DocumentFacets["kinds"][number]["value"], number>();
  for (const { value, count } of mediaTypes) {
    const kind = kindOf(value);
    counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return [...counts].map(([value, count]) => ({ value, count })).toSorted((a, b) => b.count - a.count);
}
