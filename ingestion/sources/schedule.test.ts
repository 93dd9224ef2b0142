import { expect, test } from "vitest";
import { nextRunAt } from "./schedule.ts";

const saturday = new Date("2026-11-21T14:30:00Z");

test.each([
  ["0 * * * *", "2026-11-21T15:00:00.000Z"],
  ["0 6 * * *", "2026-11-22T06:00:00.000Z"],
  ["30 14 * * *", "2026-11-22T14:30:00.000Z"],
  ["0 6 * * 1", "2026-11-23T06:00:00.000Z"],
  ["*/15 8-17 * * 1-5", "2026-11-23T08:00:00.000Z"],
])("%s is due next at %s, in UTC", (schedule, next) => {
  expect(nextRunAt(schedule, saturday).toISOString()).toBe(next);
});

test.each(["", "daily", "* * * *", "* * * * * *", "60 * * * *", "0 25 * * *", "0 0 31 2 *", "@reboot"])(
  "%j is refused as a schedule",
  (schedule) => {
    expect(() => nextRunAt(schedule, saturday)).toThrow(expect.objectContaining({ code: "invalid_request" }));
  },
);
