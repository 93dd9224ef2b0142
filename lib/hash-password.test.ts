import { expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./hash-password.ts";

it("hashes with argon2id and a salt, and knows the password again however its accents were typed", async () => {
  const hash = await hashPassword("pässword");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hashPassword("pässword")).not.toBe(hash);
  expect(await verifyPassword("pa\u0308ssword", hash)).toBe(true);
  expect(await verifyPassword("passwort", hash)).toBe(false);
});

it("is false without a hash, after as much work", async () => {
  await verifyPassword("warm up", null);
  const hash = await hashPassword("password");
  const timed = async (stored: string | null) => {
    const start = performance.now();
    for (let i = 0; i < 3; i++) expect(await verifyPassword("wrong", stored)).toBe(false);
    return performance.now() - start;
  };
  const [known, unknown] = [await timed(hash), await timed(null)];
  expect(unknown).toBeGreaterThan(known / 4);
});
