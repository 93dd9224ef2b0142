import type { UsageDimension, UsageFilters, UsagePeriod } from "@/lib/usage-schemas";
import { noValue } from "@/lib/usage-schemas";

/** What the page shows, as its address has it. */
export interface UsageView extends UsagePeriod {
  by: UsageDimension;
  filters: UsageFilters;
}

/** The page's address for another view of usage. */
export function usageHref({ from, to, by, filters }: UsageView): string {
  return `/admin/usage?${new URLSearchParams({ from, to, by, ...filters })}`;
}

/** Where the same usage comes as CSV. */
export function exportHref({ from, to, filters }: UsageView): string {
  return `/api/usage/export?${new URLSearchParams({ from, to, ...filters })}`;
}

/** The order in which one looks closer: by what comes next when one value has been picked. */
const next: Record<UsageDimension, UsageDimension> = {
  model: "user",
  provider: "model",
  user: "collection",
  feature: "model",
  collection: "user",
};

/** The view of one value of the dimension that is shown, by the next one that isn't fixed yet. */
export function drillInto(view: UsageView, key: string): UsageView {
  const filters = { ...view.filters, [view.by]: key };
  let by = next[view.by];
  for (let steps = 0; by in filters && steps < 5; steps++) by = next[by];
  return { ...view, by, filters };
}

export function withoutFilter(view: UsageView, dimension: UsageDimension): UsageView {
  const { [dimension]: _, ...filters } = view.filters;
  return { ...view, filters };
}

/** The records of the questions behind the figures, those with `only` alone. What a record doesn't know is left out. */
export function recordsHref({ from, to, filters }: UsageView, only: Record<string, string> = {}): string {
  const known = Object.entries(filters).filter(([name, value]) => name !== "provider" && value !== noValue);
  return `/admin/records?${new URLSearchParams({ from, to, ...Object.fromEntries(known), ...only })}`;
}
