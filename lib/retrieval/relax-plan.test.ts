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

const nothing = { chunks: [], bm25: [] };
const byMeaning = { chunks: ["a"], bm25: [] };

it("takes back what was understood from the question first, and says so", () => {
  const relaxed = relaxPlan(plan, nothing, "hybrid");
  expect(relaxed?.plan.filters.map(({ label }) => label)).toEqual(["PDF"]);
  expect(relaxed?.plan.queries).toEqual([query]);
  expect(relaxed?.notice.text).toContain("Handbook.pdf");
});

it("takes back quoted phrases where the question set no filter", () => {
  const relaxed = relaxPlan({ ...plan, filters: plan.filters.slice(0, 1) }, nothing, "hybrid");
  expect(relaxed?.plan.queries).toEqual([{ ...query, phrases: [] }]);
  expect(relaxed?.plan.filters).toHaveLength(1);
});

it("takes back nothing that was asked for", () => {
  expect(
    relaxPlan(
      { ...plan, filters: plan.filters.slice(0, 1), queries: [{ ...query, phrases: [] }] },
      nothing,
      "hybrid",
    ),
  ).toBeNull();
});

it("takes back quoted phrases that no document has, though something was found by meaning", () => {
  expect(relaxPlan(plan, byMeaning, "hybrid")?.plan.queries).toEqual([{ ...query, phrases: [] }]);
  expect(relaxPlan(plan, byMeaning, "hybrid")?.plan.filters).toEqual(plan.filters);
  expect(relaxPlan(plan, byMeaning, "vector")).toBeNull();
});

it("takes back nothing where words found something", () => {
  expect(relaxPlan(plan, { ...byMeaning, bm25: ["a"] }, "hybrid")).toBeNull();
});
