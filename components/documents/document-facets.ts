import type { DocumentKind } from "@/lib/search";

interface Counted<Value extends string = string> {
  value: Value;
  count: number;
}

/** What documents can be filtered by, as GET /api/v1/documents/facets tells it: most frequent first. */
export interface DocumentFacets {
  kinds: Counted<DocumentKind>[];
  /** ISO 639-3. */
  languages: Counted[];
  authors: Counted[];
  tags: Counted[];
  /** The span of the dates that documents bear, or else of their upload; null where there are none. */
  datedFrom: string | null;
  datedTo: string | null;
}
