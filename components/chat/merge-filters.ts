import type { AppliedFilter, SearchFilters } from "@/lib/search";

/** The filters behind some chips, as a request takes them: of one field any value will do; the narrowest span of dates. */
export function mergeFilters(chips: AppliedFilter[]): SearchFilters {
  const merged: SearchFilters = {};
  for (const { filters } of chips) {
    const { datedFrom, datedTo, ...lists } = filters;
    for (const [field, values] of Object.entries(lists)) {
      const known = (merged[field as keyof typeof lists] as string[] | undefined) ?? [];
      Object.assign(merged, { [field]: [...new Set([...known, ...values])] });
    }
    if (datedFrom && !(merged.datedFrom && merged.datedFrom > datedFrom)) merged.datedFrom = datedFrom;
    if (datedTo && !(merged.datedTo && merged.datedTo < datedTo)) merged.datedTo = datedTo;
  }
  return merged;
}

/** Whether two chips stand for the same filter, whoever set it. */
export function isSameFilter(one: AppliedFilter, other: AppliedFilter): boolean {
  return one.field === other.field && JSON.stringify(one.filters) === JSON.stringify(other.filters);
}
