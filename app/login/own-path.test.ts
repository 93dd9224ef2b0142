import { expect, test } from "vitest";
import { ownPath } from "./own-path";

test.each([
  ["/c/1?x=2", "/c/1?x=2"],
  ["/", "/"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["c/1", "/"],
  [undefined, "/"],
  [["/a"], "/"],
])("%j leads to %s", (address, path) => expect(ownPath(address)).toBe(path));
