import { afterEach, expect, test, vi } from "vitest";
import { openSecret, sealSecret } from "./seal.ts";

test("a sealed secret opens for its purpose alone, and not when it was changed", () => {
  const sealed = sealSecret("pässword", "document");
  expect(sealed).not.toContain("password");
  expect(openSecret(sealed, "document")).toBe("pässword");
  expect(sealSecret("pässword", "document")).not.toBe(sealed);
  expect(() => openSecret(sealed, "source")).toThrow("can't be opened");
  const [version, body = ""] = sealed.split(".");
  expect(() => openSecret(`${version}.A${body.slice(1)}`, "document")).toThrow("can't be opened");
  expect(() => openSecret("garbage", "document")).toThrow("can't be opened");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** Sealing under an environment of these keys. */
async function sealingWith(keys: { SECRETS_KEY: string; NEXTAUTH_SECRET: string }) {
  for (const [name, value] of Object.entries(keys)) vi.stubEnv(name, value);
  vi.resetModules();
  return await import("./seal.ts");
}

test("SECRETS_KEY takes over from NEXTAUTH_SECRET, and what was sealed before it was set still opens", async () => {
  const before = await sealingWith({ SECRETS_KEY: "", NEXTAUTH_SECRET: "sessions" });
  const old = before.sealSecret("a key", "model provider");
  const since = await sealingWith({ SECRETS_KEY: "secrets", NEXTAUTH_SECRET: "sessions" });
  expect(since.openSecret(old, "model provider")).toBe("a key");
  const sealed = since.sealSecret("a key", "model provider");
  const changed = await sealingWith({ SECRETS_KEY: "secrets", NEXTAUTH_SECRET: "other sessions" });
  expect(changed.openSecret(sealed, "model provider")).toBe("a key");
  expect(() => changed.openSecret(old, "model provider")).toThrow("can't be opened");
  const without = await sealingWith({ SECRETS_KEY: "", NEXTAUTH_SECRET: "" });
  expect(() => without.sealSecret("a key", "model provider")).toThrow("no secret can be kept");
});
