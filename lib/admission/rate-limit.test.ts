import { expect, it, vi } from "vitest";
import { log } from "../log.ts";
import { clearRate, requireRate } from "./rate-limit.ts";

vi.hoisted(() => {
  process.env.DATABASE_URL = "postgres://postgres@127.0.0.1:9/none";
});

it("counts in memory, and says so, where the database can't be reached", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  const subject = crypto.randomUUID();
  for (let tries = 0; tries < 10; tries++) await requireRate("login", subject);
  const refused = await requireRate("login", subject).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "rate_limited", status: 429 });
  expect((refused as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(0);
  await requireRate("login", crypto.randomUUID());
  expect(warned).toHaveBeenCalled();
  warned.mockRestore();
});

it("goes on where a count can't be cleared", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  await expect(clearRate("login", "somebody")).resolves.toBeUndefined();
  warned.mockRestore();
});
