import { describe, expect, test } from "vitest";
import { describeSchedule, readSchedule, writeSchedule } from "./schedule-words";

describe("a schedule", () => {
  test.each([
    [null, "By hand"],
    ["0 * * * *", "Every hour"],
    ["30 6 * * *", "Every day at 06:30 UTC"],
    ["5 23 * * 1", "Every Monday at 23:05 UTC"],
    ["0 6 * * 7", "Every Sunday at 06:00 UTC"],
    ["*/20 8-18 * * 1-5", "*/20 8-18 * * 1-5"],
    ["15 * * * *", "15 * * * *"],
    ["0 6 1 * *", "0 6 1 * *"],
    ["nonsense", "nonsense"],
  ])("%s is shown as “%s”", (cron, words) => {
    expect(describeSchedule(cron)).toBe(words);
  });

  test.each([null, "0 * * * *", "30 6 * * *", "5 23 * * 1", "*/20 8-18 * * 1-5"])(
    "%s comes out of the form as it went in",
    (cron) => {
      expect(writeSchedule(readSchedule(cron))).toBe(cron);
    },
  );
});
