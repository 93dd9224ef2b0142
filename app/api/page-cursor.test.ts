import { expect, test } from "vitest";
import { pageCursor } from "./page-cursor.ts";

const id = "0199aaaa-0000-7000-8000-000000000000";

test.each([`2026-11-22T10:00:00.123456Z_${id}`, `2026-11-22T10:00:00Z_${id}`])(
  "a page goes on where the one before ended: %s",
  (cursor) => {
    expect(pageCursor().safeParse(cursor).success).toBe(true);
  },
);

test.each([
  "",
  "_",
  id,
  `_${id}`,
  "2026-11-22T10:00:00Z",
  "2026-11-22T10:00:00Z_one",
  `2026-13-99T10:00:00Z_${id}`,
  `0000-01-01T10:00:00Z_${id}`,
])("what is no place in a list is refused: %j", (cursor) => {
  expect(pageCursor().safeParse(cursor).success).toBe(false);
});
