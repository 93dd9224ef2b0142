import type { NamedDocument } from "../../db/find-named-documents.ts";
import { kindNames, labelDates, labelLanguage } from "../filter-labels.ts";
import type { AppliedFilter, SearchFilters } from "../search.ts";

/** The filters of a request as chips, one for each value; a range of dates is one. `named`: the documents that are filtered by. */
export function labelFilters(filters: SearchFilters, named: NamedDocument[]): AppliedFilter[] {
  const titles = new Map(named.map(({ documentId, title }) => [documentId, title]));
  const dates = pickDates(filters);
  const chips: Omit<AppliedFilter, "origin">[] = [
    ...(filters.documentIds ?? []).map((id) => ({
      field: "document" as const,
      label: titles.get(id) ?? "A document that can't be found",
      filters: { documentIds: [id] },
    })),
    ...(filters.kinds ?? []).map((kind) => ({
      field: "kind" as const,
      label: kindNames[kind],
      filters: { kinds: [kind] },
    })),
    ...(filters.languages ?? []).map((language) => ({
      field: "language" as const,
      label: labelLanguage(language),
      filters: { languages: [language] },
    })),
    ...(filters.authors ?? []).map((author) => ({
      field: "author" as const,
      label: author,
      filters: { authors: [author] },
    })),
    ...(filters.tags ?? []).map((tag) => ({ field: "tag" as const, label: tag, filters: { tags: [tag] } })),
    ...(dates ? [{ field: "date" as const, label: labelDates(dates), filters: dates }] : []),
  ];
  return chips.map((chip) => ({ ...chip, origin: "request" }));
}

function pickDates({ datedFrom, datedTo }: SearchFilters): SearchFilters | null {
  if (!datedFrom && !datedTo) return null;
  return { ...(datedFrom && { datedFrom }), ...(datedTo && { datedTo }) };
}
