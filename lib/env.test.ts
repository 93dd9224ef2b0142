import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Env, envKeys } from "./env.ts";

const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
/** The example with every line switched on. */
const stated = parseEnv(example.replaceAll(/^#(?=[A-Z][A-Z0-9_]*=)/gm, ""));

/** A fresh reading of an environment in which only these keys are set. */
async function readEnv(given: Record<string, string | undefined>): Promise<Env> {
  for (const key of envKeys) vi.stubEnv(key, given[key]);
  vi.resetModules();
  return (await import("./env.ts")).env();
}

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

describe(".env.example", () => {
  it("has exactly the keys that are read", () => {
    expect(Object.keys(stated).toSorted()).toEqual(envKeys.toSorted());
  });

  it("names each key once, each under a comment", () => {
    const lines = example.split("\n");
    for (const key of envKeys) {
      const at = lines.flatMap((line, i) => (line.startsWith(`#${key}=`) ? [i] : []));
      expect(at, key).toHaveLength(1);
      expect(lines[at[0]! - 1], key).toMatch(/^# \S.*[^-]$/);
    }
  });

  it("states the defaults as they are", async () => {
    expect(await readEnv(stated)).toEqual(await readEnv({}));
  });
});

describe("env", () => {
  it("needs nothing set", async () => {
    const env = await readEnv({});
    expect(env.HOST).toBe("127.0.0.1");
    expect(env.DATABASE_URL).toBeUndefined();
  });

  it("takes an empty value for an absent one, whatever the key's type", async () => {
    const empty = Object.fromEntries(envKeys.map((key) => [key, ""]));
    expect(await readEnv(empty)).toEqual(await readEnv({}));
  });

  it("names every bad key in one error", async () => {
    const bad = { PORT: "three thousand", LOG_LEVEL: "loud", BM25_TIER: "fast", MONTHLY_BUDGET_USD: "-1" };
    const reading = readEnv(bad);
    for (const key of Object.keys(bad)) await expect(reading).rejects.toThrow(key);
  });

  it("doesn't repeat a bad value, which may be a secret in the wrong place", async () => {
    await expect(readEnv({ PORT: "sk-live-123" })).rejects.not.toThrow("sk-live-123");
  });

  it.each([
    ["1", true],
    ["true", true],
    ["0", false],
    ["no", false],
  ])("reads TRUST_PROXY=%s as %s", async (value, expected) => {
    expect((await readEnv({ TRUST_PROXY: value })).TRUST_PROXY).toBe(expected);
  });
});
