import { mediaTypesOf } from "../lib/media-types.ts";
import type { SearchFilters } from "../lib/search.ts";

/**
 * The SQL condition on `document_id` that chunks pass whose documents pass the filters; "true" where there are none. Its
 * values are pushed onto `values`. The documents are read under row-level security, so that a filter tells nothing of those
 * that may not be read.
 */
export function filterSql(filters: SearchFilters | undefined, tenant: string, values: unknown[]): string {
  const conditions: string[] = [];
  const given = (value: unknown, sql: (parameter: string) => string) => {
    if (value !== undefined) conditions.push(sql(`$${values.push(value)}`));
  };
  const lower = (texts?: string[]) => texts?.map((text) => text.toLowerCase());
  given(filters?.documentIds, (p) => `d.id = ANY (${p}::uuid[])`);
  given(filters?.kinds?.flatMap(mediaTypesOf), (p) => `d.media_type = ANY (${p}::text[])`);
  given(filters?.languages, (p) => `d.language = ANY (${p}::text[])`);
  given(lower(filters?.authors), (p) => `lower(d.author) = ANY (${p}::text[])`);
  given(filters?.tags, (p) => `d.tags && ${p}::text[]`);
  given(filters?.datedFrom, (p) => `coalesce(d.dated_at, d.created_at) >= ${p}::date`);
  given(filters?.datedTo, (p) => `coalesce(d.dated_at, d.created_at) < ${p}::date + 1`);
  if (conditions.length === 0) return "true";
  return `document_id IN (SELECT d.id FROM documents d WHERE d.tenant_id = ${tenant} AND ${conditions.join(" AND ")})`;
}
