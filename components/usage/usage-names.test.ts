import { expect, test } from "vitest";
import { formatShare } from "./usage-names";

test("a share that is there is never shown as nothing", () => {
  expect(formatShare(1, 100_000)).toBe("<0.1 %");
  expect(formatShare(34, 1_000)).toBe("3.4 %");
  expect(formatShare(12, 100)).toBe("12 %");
  expect(formatShare(0, 100)).toBe("0 %");
  expect(formatShare(0, 0)).toBe("–");
});
