import { verify } from "@node-rs/argon2";
import { expect, it, vi } from "vitest";
import { hashPassword, verifyPassword } from "./hash-password.ts";

vi.mock("@node-rs/argon2", { spy: true });

it("hashes with argon2id and a salt, and knows the password again however its accents were typed", async () => {
  const hash = await hashPassword("pässword");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hashPassword("pässword")).not.toBe(hash);
  expect(await verifyPassword("pa\u0308ssword", hash)).toBe(true);
  expect(await verifyPassword("passwort", hash)).toBe(false);
});

it("is false without a hash, after as much work", async () => {
  expect(await verifyPassword("wrong", null)).toBe(false);
  const [[decoy] = []] = vi.mocked(verify).mock.calls.slice(-1);
  expect(decoy).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
