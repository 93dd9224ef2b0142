import { RateLimiterRes } from "rate-limiter-flexible";
import { afterAll, expect, it } from "vitest";
import { closePool } from "./client.ts";
import { databaseLimiter } from "./rate-limit-store.ts";

afterAll(closePool);

it("counts for all processes together, exactly, however many ask at once", async () => {
  const name = `test-${crypto.randomUUID()}`;
  const processes = [databaseLimiter(name, 20, 60), databaseLimiter(name, 20, 60)];
  const asked = await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) => processes[i % 2]?.consume("somebody")),
  );
  const refused = asked.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(10);
  expect(refused.every((result) => result.reason instanceof RateLimiterRes)).toBe(true);
  await processes[0]?.delete("somebody");
  await expect(processes[1]?.consume("somebody")).resolves.toMatchObject({ consumedPoints: 1 });
});
