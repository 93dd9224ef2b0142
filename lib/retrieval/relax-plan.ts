import type { SearchMode, SearchPlan } from "../search.ts";
import type { Notice } from "../turn.ts";

/**
 * A plan that asks for less, where this one asked for too much: without the filters that were understood from the question, where
 * nothing was found; else without its quoted phrases, where nothing was found by words, which are then searched for one by one. Null
 * where something was found, or there's nothing to take back. What the request filters by stays.
 */
export function relaxPlan(
  plan: SearchPlan,
  found: Record<"chunks" | "bm25", readonly unknown[]>,
  mode: SearchMode,
): { plan: SearchPlan; notice: Notice } | null {
  const isWordless = mode !== "vector" && found.bm25.length === 0;
  if (found.chunks.length > 0 && !isWordless) return null;
  const kept = plan.filters.filter(({ origin }) => origin === "request");
  if (found.chunks.length === 0 && kept.length < plan.filters.length) {
    const left = plan.filters.filter(({ origin }) => origin === "question").map(({ label }) => label);
    return {
      plan: { ...plan, filters: kept },
      notice: noticeOf(`Nothing was found in ${left.join(", ")} alone: all documents were searched.`),
    };
  }
  if (plan.queries.every(({ phrases }) => phrases.length === 0)) return null;
  return {
    plan: { ...plan, queries: plan.queries.map((query) => ({ ...query, phrases: [] })) },
    notice: noticeOf("No document has the quoted words in this order: they were searched for one by one."),
  };
}

const noticeOf = (text: string): Notice => ({ kind: "degraded", text });
