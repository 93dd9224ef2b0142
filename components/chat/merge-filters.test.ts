import { expect, it } from "vitest";
import type { AppliedFilter, SearchFilters } from "@/lib/search";
import { isSameFilter, mergeFilters } from "./merge-filters";

const chip = (
  field: AppliedFilter["field"],
  filters: SearchFilters,
  origin: AppliedFilter["origin"] = "request",
): AppliedFilter => ({ field, label: "", filters, origin });

it("takes any of one field's values and the narrowest span of dates", () => {
  expect(
    mergeFilters([
      chip("kind", { kinds: ["pdf"] }),
      chip("kind", { kinds: ["pdf", "sheet"] }, "question"),
      chip("tag", { tags: ["hr"] }),
      chip("date", { datedFrom: "2024-01-01", datedTo: "2024-12-31" }),
      chip("date", { datedFrom: "2024-05-01" }, "question"),
    ]),
  ).toEqual({ kinds: ["pdf", "sheet"], tags: ["hr"], datedFrom: "2024-05-01", datedTo: "2024-12-31" });
  expect(mergeFilters([])).toEqual({});
});

it("knows a filter again whoever set it", () => {
  const asked = chip("tag", { tags: ["hr"] });
  expect(isSameFilter(asked, { ...asked, origin: "question", label: "HR" })).toBe(true);
  expect(isSameFilter(asked, chip("tag", { tags: ["it"] }))).toBe(false);
});
