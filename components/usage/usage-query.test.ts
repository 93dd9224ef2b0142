import { expect, test } from "vitest";
import { drillInto, recordsHref, type UsageView, usageHref, withoutFilter } from "./usage-query";

const view: UsageView = { from: "2026-03-01", to: "2026-03-31", by: "model", filters: {} };

test("picking a value fixes it and goes on by something that isn't fixed", () => {
  const once = drillInto(view, "openai/gpt-5-mini");
  expect(once).toMatchObject({ by: "user", filters: { model: "openai/gpt-5-mini" } });
  const twice = drillInto(once, "none");
  expect(twice).toMatchObject({ by: "collection", filters: { model: "openai/gpt-5-mini", user: "none" } });
  expect(withoutFilter(twice, "model").filters).toEqual({ user: "none" });
});

test("addresses carry the period and every filter, and records only what they know", () => {
  const filtered = { ...view, filters: { model: "a/b c", provider: "a", user: "none" } };
  expect(usageHref(filtered)).toBe(
    "/admin/usage?from=2026-03-01&to=2026-03-31&by=model&model=a%2Fb+c&provider=a&user=none",
  );
  expect(recordsHref(filtered, { outcome: "abstained" })).toBe(
    "/admin/records?from=2026-03-01&to=2026-03-31&model=a%2Fb+c&outcome=abstained",
  );
});
