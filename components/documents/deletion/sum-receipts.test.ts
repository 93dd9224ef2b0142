import { expect, test } from "vitest";
import type { DeletionCounts, DeletionReceipt } from "@/lib/document";
import { deletionStores, isClean, sumReceipts } from "./sum-receipts";

const counts = (count: number) =>
  Object.fromEntries(deletionStores.map(([store]) => [store, count])) as unknown as DeletionCounts;
const receipt = (removed: number, remaining = 0): DeletionReceipt => ({
  documentId: "d",
  deletedAt: "2026-11-21T12:00:00.000Z",
  versions: 2,
  removed: counts(removed),
  remaining: counts(remaining),
});

test("adds up what was removed and what is left, store by store", () => {
  const sum = sumReceipts([receipt(3), receipt(4)]);
  expect(sum).toEqual({ versions: 4, removed: counts(7), remaining: counts(0) });
  expect(isClean(sum.remaining)).toBe(true);
});

test("one store with something left is enough not to be clean", () => {
  const left = { ...receipt(1), remaining: { ...counts(0), vectors: 1 } };
  expect(isClean(sumReceipts([receipt(1), left]).remaining)).toBe(false);
});
