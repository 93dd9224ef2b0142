import { expect, it } from "vitest";
import { apiKeyPrefix, hashSecret, newApiKey, newToken } from "./secret.ts";

it("makes keys that can be told apart by a part that isn't the secret", () => {
  const key = newApiKey();
  expect(key).toMatch(/^lk_[0-9a-f]{8}_[0-9a-f]{48}$/);
  expect(apiKeyPrefix(key)).toBe(key.slice(0, 11));
  expect(newApiKey()).not.toBe(key);
});

it("never shows more than a third of a key of another make", () => {
  expect(apiKeyPrefix("my-own-secret-key-1")).toBe("my-own");
  expect(apiKeyPrefix("k".repeat(300))).toHaveLength(8);
});

it("hashes to SHA-256", () => {
  expect(hashSecret("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(newToken()).toMatch(/^[\w-]{43}$/);
});
