import { expect, test } from "vitest";
import { forecastSpend } from "./forecast-spend.ts";

const november = { startsOn: "2026-11-01", endsOn: "2026-11-30", today: "2026-11-16" }; // a Monday
const dayMs = 86_400_000;

/** Each day before today of as many days as are given, 100 on weekdays and nothing on weekends. */
function officeDays(count: number, today = november.today) {
  return Array.from({ length: count }, (_, i) => {
    const day = new Date(Date.parse(today) - (i + 1) * dayMs);
    const isWeekend = [0, 6].includes(day.getUTCDay());
    return { day: day.toISOString().slice(0, 10), costMicroUsd: isWeekend ? 0 : 100 };
  });
}

test("weekdays and weekends go on as they went: 21 weekdays of a November come to 21 times a weekday", () => {
  expect(forecastSpend(officeDays(60), november)).toBe(2100);
});

test("what today has cost already counts once, and more than a usual day counts in full", () => {
  const today = (costMicroUsd: number) => ({ day: november.today, costMicroUsd });
  expect(forecastSpend([...officeDays(60), today(40)], november)).toBe(2100);
  expect(forecastSpend([...officeDays(60), today(500)], november)).toBe(2500);
});

test("on the last day nothing is left but the rest of it", () => {
  const last = { ...november, today: "2026-11-30" };
  expect(forecastSpend(officeDays(60, last.today), last)).toBe(2100);
});

test("with a week's history each weekday stands for itself, with three days their mean for all, with less it says nothing", () => {
  expect(forecastSpend(officeDays(7), november)).toBe(500 + 1100);
  const three = officeDays(9).filter(({ day }) => day >= "2026-11-11" && day <= "2026-11-13");
  const friday = { ...november, today: "2026-11-14" };
  expect(forecastSpend(three, friday)).toBe(300 + 17 * 100);
  expect(forecastSpend(three.slice(0, 1), friday)).toBeNull();
  expect(forecastSpend([], november)).toBeNull();
});

test("what lies more than four weeks back has no say", () => {
  const old = officeDays(60).map((each) =>
    Date.parse(november.today) - Date.parse(each.day) > 28 * dayMs ? { ...each, costMicroUsd: 9e9 } : each,
  );
  expect(forecastSpend(old, november)).toBe(2100);
});
