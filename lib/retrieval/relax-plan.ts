import type { SearchPlan } from "../search.ts";
import type { Notice } from "../turn.ts";

/**
 * For a search that found nothing: the plan without the filters that were understood from the question, or else without its quoted
 * phrases, whose words are then searched for one by one. Null where it has neither. What the request filters by stays.
 */
export function relaxPlan(plan: SearchPlan): { plan: SearchPlan; notice: Notice } | null {
  const kept = plan.filters.filter(({ origin }) => origin === "request");
  if (kept.length < plan.filters.length) {
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
