/**
 * In: a question. Out: the filters that it asks for in so many words: a document by its name, the type of document, when documents are
 * dated. A filter that wasn't meant hides the answer, so each needs words that can hardly mean anything else.
 */
import type { NamedDocument } from "../../db/find-named-documents.ts";
import { kindNames, labelDates } from "../filter-labels.ts";
import { type AppliedFilter, type SearchFilters, searchFiltersSchema } from "../search.ts";
import { findDateRange } from "./find-date-range.ts";
import { findKind } from "./find-kind.ts";

/** More documents of one name tell nothing apart. */
const documentsMax = 5;

/** Fields that the request filters by already stay as they were asked for. `named`: the documents that bear the question's names. */
export function pullFilters(
  question: string,
  { given, named, now }: { given: SearchFilters; named: NamedDocument[]; now: Date },
): AppliedFilter[] {
  const origin = "question" as const;
  const pulled: AppliedFilter[] = [];
  if (!given.documentIds && named.length > 0 && named.length <= documentsMax)
    for (const { documentId, title } of named)
      pulled.push({ field: "document", label: title, filters: { documentIds: [documentId] }, origin });

  const kind = given.kinds || pulled.length > 0 ? null : findKind(question);
  if (kind) pulled.push({ field: "kind", label: kindNames[kind], filters: { kinds: [kind] }, origin });

  const dates = given.datedFrom || given.datedTo ? null : findDateRange(question, now);
  if (dates && searchFiltersSchema.safeParse(dates).success)
    pulled.push({ field: "date", label: labelDates(dates), filters: dates, origin });
  return pulled;
}
