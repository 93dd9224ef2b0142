import { afterAll, expect, it } from "vitest";
import { asSystem, closePool } from "./client.ts";
import { clearInDatabase, countInDatabase } from "./rate-limit-store.ts";

afterAll(closePool);

const fresh = () => ({ key: `test-${crypto.randomUUID()}`, seconds: 60 });

it("counts exactly, however many ask at once, and several counters in one statement", async () => {
  const [mine, ours] = [fresh(), fresh()];
  const counts = await Promise.all(Array.from({ length: 30 }, () => countInDatabase([ours, mine])));
  expect(counts.map(([shared]) => shared?.count).toSorted((a, b) => a! - b!)).toEqual(
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
  expect(await countInDatabase([mine])).toEqual([{ count: 31, msBeforeReset: expect.any(Number) }]);
});

it("begins anew when the window has passed, and when it's cleared", async () => {
  const counter = fresh();
  await countInDatabase([counter]);
  const [again] = await countInDatabase([counter]);
  expect(again?.count).toBe(2);
  expect(again?.msBeforeReset).toBeGreaterThan(0);
  expect(again?.msBeforeReset).toBeLessThanOrEqual(60_000);
  await asSystem((tx) => tx.$client.query("UPDATE rate_limits SET expire = 1 WHERE key = $1", [counter.key]));
  expect((await countInDatabase([counter]))[0]?.count).toBe(1);
  await clearInDatabase(counter.key);
  expect((await countInDatabase([counter]))[0]?.count).toBe(1);
});

it("keeps counts out of the write-ahead log", async () => {
  const { rows } = await asSystem((tx) =>
    tx.$client.query("SELECT relpersistence FROM pg_class WHERE oid = 'rate_limits'::regclass"),
  );
  expect(rows).toEqual([{ relpersistence: "u" }]);
});
