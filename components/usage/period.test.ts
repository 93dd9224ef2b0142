import { expect, test } from "vitest";
import { daysIn, lastDays, problemOf, readPeriod } from "./period";

const today = "2026-03-02";

test("a preset counts today as its last day, across months", () => {
  expect(lastDays(7, today)).toEqual({ from: "2026-02-24", to: today });
  expect(daysIn(lastDays(90, today))).toBe(90);
});

test("an address is read, and one that makes no sense means the last 30 days", () => {
  const last30 = lastDays(30, today);
  expect(readPeriod({ from: "2026-01-01", to: "2026-01-31" }, today)).toEqual({
    from: "2026-01-01",
    to: "2026-01-31",
  });
  expect(readPeriod({ days: "7" }, today)).toEqual(lastDays(7, today));
  expect(readPeriod({}, today)).toEqual(last30);
  expect(readPeriod({ days: "100000" }, today)).toEqual(last30);
  expect(readPeriod({ from: ["2026-01-01"], to: "2026-01-31" }, today)).toEqual(last30);
  expect(readPeriod({ from: "2026-02-30", to: "2026-03-01" }, today)).toEqual(last30);
});

test("says what is wrong with a period", () => {
  expect(problemOf({ from: "2026-01-01", to: "2026-01-01" })).toBeNull();
  expect(problemOf({ from: "2026-01-02", to: "2026-01-01" })).toContain("after");
  expect(problemOf({ from: "2024-01-01", to: "2026-01-01" })).toContain("year");
  expect(problemOf({ from: "", to: "2026-01-01" })).toContain("both days");
  expect(problemOf({ from: "0001-01-01", to: "0001-01-01" })).toContain("2000 to 2099");
  expect(problemOf({ from: "9999-12-31", to: "9999-12-31" })).toContain("2000 to 2099");
});
