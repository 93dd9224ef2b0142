import { expect, it, vi } from "vitest";
import { log } from "../log.ts";
import type { Principal } from "../turn.ts";
import { clearRate, countRate, requireRate } from "./rate-limit.ts";

vi.hoisted(() => {
  process.env.DATABASE_URL = "postgres://postgres@127.0.0.1:9/none";
  process.env.CHAT_REQUESTS_PER_MINUTE = "5";
  process.env.TENANT_CHAT_REQUESTS_PER_MINUTE = "8";
});

const person = (tenantId: string, change: Partial<Principal> = {}): Principal => ({
  tenantId,
  userId: crypto.randomUUID(),
  role: "member",
  via: "session",
  apiKeyId: null,
  scopes: [],
  ...change,
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

it("counts each person and key by themselves and all of a tenant together, and tells the limit that is nearest", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  const tenantId = crypto.randomUUID();
  const ada = person(tenantId);
  expect(await countRate("chat", ada)).toMatchObject({ limit: 5, remaining: 4, isExceeded: false });
  for (let asked = 1; asked < 5; asked++) await requireRate("chat", ada);
  await expect(requireRate("chat", ada)).rejects.toMatchObject({ code: "rate_limited" });
  const key = { ...ada, apiKeyId: crypto.randomUUID() };
  expect(await countRate("chat", key)).toMatchObject({ limit: 8, remaining: 1 }); // six of the tenant's eight were counted
  await requireRate("chat", person(tenantId));
  await expect(requireRate("chat", person(tenantId))).rejects.toMatchObject({ code: "rate_limited" });
  await requireRate("chat", person(crypto.randomUUID()));
  warned.mockRestore();
});

it("asks nobody about a limit that is known to be passed, and forgets it when it's cleared", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  const subject = crypto.randomUUID();
  for (let tries = 0; tries <= 10; tries++) await countRate("login", subject);
  warned.mockClear();
  expect(await countRate("login", subject)).toMatchObject({ limit: 10, remaining: 0, isExceeded: true });
  expect(warned).not.toHaveBeenCalled();
  await clearRate("login", subject);
  await requireRate("login", subject);
  warned.mockRestore();
});

it("goes on where a count can't be cleared", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  await expect(clearRate("login", "somebody")).resolves.toBeUndefined();
  warned.mockRestore();
});
