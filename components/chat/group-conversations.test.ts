import { expect, test } from "vitest";
import { groupConversations } from "./group-conversations";

const now = new Date(2026, 2, 10, 9, 30);
const at = (...when: [number, number, number, number, number]) => {
  const updatedAt = new Date(...when).toISOString();
  return { id: updatedAt, title: updatedAt, updatedAt };
};

test("conversations stand under the reader's own calendar days, then weeks, then months", () => {
  const groups = groupConversations(
    [
      at(2026, 2, 10, 9, 29),
      at(2026, 2, 10, 0, 0),
      at(2026, 2, 9, 23, 59),
      at(2026, 2, 8, 12, 0),
      at(2026, 2, 3, 0, 0),
      at(2026, 2, 2, 23, 59),
      at(2026, 1, 14, 12, 0),
      at(2025, 11, 31, 12, 0),
    ],
    now,
  );
  expect(groups.map(({ label, conversations }) => [label, conversations.length])).toEqual([
    ["Today", 2],
    ["Yesterday", 1],
    ["Previous 7 days", 2],
    ["March", 1],
    ["February", 1],
    ["December 2025", 1],
  ]);
});

test("none make no groups", () => expect(groupConversations([], now)).toEqual([]));
