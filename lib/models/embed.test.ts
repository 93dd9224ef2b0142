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

describe("embedding questions", () => {
  test("several go out as one request, and those that were asked lately not at all", async () => {
    const first = await embed({ texts: ["Where is it?", "Who has it?"], modelId, purpose: "query" });
    expect(requests()).toHaveLength(1);
    const again = await embed({
      texts: ["Who has it?", "Why is it?", "Who has it?"],
      modelId,
      purpose: "query",
    });
    expect(requests()).toHaveLength(2);
    expect(requests()[1]?.body).toMatchObject({ input: ["Why is it?"] });
    expect(again.embeddings[0]).toEqual(first.embeddings[1]);
    expect(again.embeddings[2]).toEqual(first.embeddings[1]);
    const known = await embed({ texts: ["Where is it?"], modelId, purpose: "query" });
    expect(requests()).toHaveLength(2);
    expect(known).toMatchObject({ inputTokens: 0, costMicroUsd: 0 });
  });

  test("one that failed is asked again", async () => {
    provider.script({ n: 1, failure: { kind: "status", status: 401 } });
    const asking = () => embed({ texts: ["Is it there?"], modelId, purpose: "query" });
    await expect(asking()).rejects.toMatchObject({ code: "embedding_failed" });
    expect((await asking()).embeddings).toHaveLength(1);
  });
});

describe("a model that isn't as it should be", () => {
  test("gives an error that says so where its vectors have another length", async () => {
    const length = "openai-compatible/fake-embed:512";
    vi.stubEnv("EMBEDDING_MODEL", length);
    vi.stubEnv("OPENAI_COMPATIBLE_EMBEDDING_MODEL", "");
    vi.resetModules();
    const { embedTexts } = await import("./embed.ts");
    await expect(embedTexts({ texts: texts(2), modelId, purpose: "document" })).rejects.toMatchObject({
      code: "invalid_request",
      publicMessage: expect.stringContaining("vectors of 256 numbers where 512 were expected"),
    });
  });

  test("gives no vector of a length that it had before", async () => {
    const known = await embed({ texts: ["Is it kept?"], modelId, purpose: "query" });
    expect(known.embeddings[0]).toHaveLength(256);
    vi.stubEnv("OPENAI_COMPATIBLE_EMBEDDING_MODEL", "fake-embed:512");
    vi.resetModules();
    const { embedTexts } = await import("./embed.ts");
    const again = embedTexts({ texts: ["Is it kept?"], modelId, purpose: "query" });
    await expect(again).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("fails where it gives no vectors", async () => {
    provider.script({ n: 0, failure: { kind: "empty-answer" } });
    await expect(embed({ texts: texts(2), modelId, purpose: "document" })).rejects.toMatchObject({
      code: "embedding_failed",
    });
  });
});

test("many texts are sent by 32, which is all that some servers take at once", async () => {
  const { embeddings } = await embed({ texts: texts(70), modelId, purpose: "document" });
  expect(embeddings).toHaveLength(70);
  expect(requests().map(({ body }) => (body as { input: string[] }).input.length)).toEqual([32, 32, 6]);
});

test("a text too long for the model is cut until it's taken, and the others stay whole", async () => {
  const given = ["short", "long ".repeat(400)];
  const sent: string[][] = [];
  const really = globalThis.fetch;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const { input } = JSON.parse(String(init.body)) as { input: string[] };
    sent.push(input);
    const message = "This model's maximum context length is 512 tokens. However, you requested 600 tokens.";
    if (input.some((text) => text.length > 900))
      return Response.json({ error: { message } }, { status: 400 });
    return really(url, init);
  });
  const { embeddings } = await embed({ texts: given, modelId, purpose: "document" }).finally(() =>
    vi.unstubAllGlobals(),
  );
  expect(embeddings).toHaveLength(2);
  const lengths = sent.map((input) => input[1]?.length ?? 0);
  expect(lengths).toHaveLength(4);
  expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  expect(sent.every((input) => input[0] === "short")).toBe(true);
});
