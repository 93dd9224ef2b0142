import { expect, it } from "vitest";
import type { SearchPlan } from "../search.ts";
import { relaxPlan } from "./relax-plan.ts";

const query = { text: "q", terms: ["q"], phrases: [["net score"]], weight: 1 };
const kind = { field: "kind" as const, filters: { kinds: ["pdf" as const] } };
const plan: SearchPlan = {
  question: "q",
  queries: [query],
  filters: [
    { ...kind, label: "PDF", origin: "request" },
    { ...kind, label: "Handbook.pdf", origin: "question" },
  ],
};

it("takes back what was understood from the question first, and says so", () => {
  const relaxed = relaxPlan(plan);
  expect(relaxed?.plan.filters.map(({ label }) => label)).toEqual(["PDF"]);
  expect(relaxed?.plan.queries).toEqual([query]);
  expect(relaxed?.notice.text).toContain("Handbook.pdf");
});

it("takes back quoted phrases where the question set no filter", () => {
  const relaxed = relaxPlan({ ...plan, filters: plan.filters.slice(0, 1) });
  expect(relaxed?.plan.queries).toEqual([{ ...query, phrases: [] }]);
  expect(relaxed?.plan.filters).toHaveLength(1);
});

it("takes back nothing that was asked for", () => {
  expect(
    relaxPlan({ ...plan, filters: plan.filters.slice(0, 1), queries: [{ ...query, phrases: [] }] }),
  ).toBeNull();
});
