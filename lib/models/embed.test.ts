import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import type { embedTexts } from "./embed.ts";

let provider: FakeProvider;
let embed: typeof embedTexts;
beforeAll(async () => {
  provider = await startFakeProvider();
  vi.stubEnv("OPENAI_COMPATIBLE_BASE_URL", `${provider.url}/v1`);
  vi.stubEnv("OPENAI_COMPATIBLE_API_KEY", "any");
  vi.stubEnv("OPENAI_COMPATIBLE_EMBEDDING_MODEL", "fake-embed:256");
  vi.stubEnv("EMBEDDING_CONCURRENCY", "2");
  vi.resetModules(); // the environment is read once
  ({ embedTexts: embed } = await import("./embed.ts"));
});
afterEach(() => provider.reset());
afterAll(async () => {
  vi.unstubAllEnvs();
  await provider.close();
});

const modelId = "openai-compatible/fake-embed";
const texts = (count: number) => Array.from({ length: count }, (_, i) => `Text number ${i}.`);
const requests = () => provider.requests().filter(({ path }) => path === "/v1/embeddings");

describe("embedding documents", () => {
  test.each([
    ["429 with the time to wait", { kind: "status", status: 429, retryAfterSeconds: 1 }],
    ["500", { kind: "status", status: 500 }],
    ["503 with the time to wait", { kind: "status", status: 503, retryAfterSeconds: 1 }],
    ["a reset connection", { kind: "reset" }],
  ] as const)(
    "tries again after %s, and gives the vectors in the order of the texts",
    async (_what, failure) => {
      provider.script({ n: 1, failure });
      const given = texts(3);
      const { embeddings, inputTokens } = await embed({ texts: given, modelId, purpose: "document" });
      expect(requests()).toHaveLength(2);
      expect(inputTokens).toBeGreaterThan(0);
      const [second] = (await embed({ texts: given.slice(1, 2), modelId, purpose: "document" })).embeddings;
      expect(embeddings[1]).toEqual(second);
    },
  );

  test("gives up at once on what trying again won't mend", async () => {
    provider.script({ n: 0, failure: { kind: "status", status: 401 } });
    await expect(embed({ texts: texts(1), modelId, purpose: "document" })).rejects.toMatchObject({
      code: "embedding_failed",
    });
    expect(requests()).toHaveLength(1);
  });

  test("has no more than EMBEDDING_CONCURRENCY requests under way, over all documents", async () => {
    provider.script({ n: 0, failure: { kind: "hang" } });
    const leaving = new AbortController();
    const all = Array.from({ length: 6 }, () =>
      embed({ texts: texts(2), modelId, purpose: "document", signal: leaving.signal }),
    );
    await expect.poll(() => requests().length).toBe(2);
    // A question doesn't queue behind them.
    const question = embed({ texts: ["Where?"], modelId, purpose: "query", signal: leaving.signal });
    await expect.poll(() => requests().length).toBe(3);
    leaving.abort();
    const outcomes = await Promise.allSettled([...all, question]);
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    expect(requests()).toHaveLength(3); // those that waited are never sent
  });
});
