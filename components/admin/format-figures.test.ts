import { describe, expect, test } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatChange,
  formatCompact,
  formatCost,
  formatDay,
  formatMs,
  formatPlural,
} from "./format-figures";

describe("figures as people read them", () => {
  test.each([
    [0, "0 B"],
    [1000, "1000 B"],
    [1024, "1.0 KB"],
    [1440, "1.4 KB"],
    [50 * 1024 * 1024, "50 MB"],
    [1024 * 1024 - 1, "1.0 MB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [0, "$0"],
    [1, "$0.000001"],
    [4_249, "$0.0042"],
    [15_000, "$0.015"],
    [420_000, "$0.42"],
    [1_234_500_000, "$1,234.50"],
    [-4_249, "-$0.0042"],
    [-1_234_500_000, "-$1,234.50"],
  ])("%d millionths of a dollar are %s", (microUsd, text) => expect(formatCost(microUsd)).toBe(text));

  test.each([
    [null, "–"],
    [85.4, "85 ms"],
    [999.6, "1.0 s"],
    [9_960, "10 s"],
    [59_700, "1 min"],
    [200_000, "3 min 20 s"],
  ])("%s milliseconds are %s", (ms, text) => expect(formatMs(ms)).toBe(text));

  test("big numbers are shortened, small ones are exact", () => {
    expect(formatCompact(9_999)).toBe("9,999");
    expect(formatCompact(12_345)).toBe("12.3K");
    expect(formatPlural(1, "document")).toBe("1 document");
    expect(formatPlural(0, "reply", "replies")).toBe("0 replies");
  });

  test("a day is the same day in every time zone", () => {
    expect(formatDay("2026-03-01")).toBe("1 Mar");
    expect(formatDay("2026-12-31", { year: true })).toBe("31 Dec 2026");
  });

  test("a moment is told by its distance from now, until that says little", () => {
    const now = Date.parse("2026-03-10T12:00:00Z");
    expect(formatAgo("2026-03-10T11:59:40Z", now)).toBe("just now");
    expect(formatAgo("2026-03-10T11:55:00Z", now)).toBe("5 min ago");
    expect(formatAgo("2026-03-10T09:00:00Z", now)).toBe("3 h ago");
    expect(formatAgo("2026-03-09T12:00:00Z", now)).toBe("1 day ago");
    expect(formatAgo("2026-02-01T12:00:00Z", now)).toBe("1 Feb 2026");
    expect(formatAgo("2026-03-10T12:00:30Z", now)).toBe("just now");
  });

  test("a change needs something to compare with", () => {
    expect(formatChange(112, 100)).toBe("+12 %");
    expect(formatChange(60, 100)).toBe("−40 %");
    expect(formatChange(100.2, 100)).toBe("±0 %");
    expect(formatChange(5, 0)).toBeNull();
    expect(formatChange(null, 100)).toBeNull();
  });
});
