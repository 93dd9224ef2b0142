import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import type { RerankTextsOptions } from "./rerank.ts";

const query = "How many days of leave?";
const documents = ["The car park opens at six.", "Employees get 25 days of leave.", "Lunch is at noon."];

let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
});
afterEach(() => {
  provider.reset();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.resetModules();
});
afterAll(() => provider.close());

/** A fresh module under this environment. */
async function rerankWith(environment: Record<string, string>, options: Partial<RerankTextsOptions> = {}) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const { rerankTexts } = await import("./rerank.ts");
  const modelId = environment.RERANK_MODEL ?? "";
  return rerankTexts({ query, documents, modelId, ...options });
}

const ownServer = () => ({
  RERANK_BASE_URL: `${provider.url}/v1`,
  RERANK_API_KEY: "key-r",
  RERANK_MODEL: "openai-compatible/fake-rerank",
});
const textServer = () => ({ RERANK_BASE_URL: provider.url, RERANK_MODEL: "openai-compatible/any" });

/** What a service is sent, answered with scores of .1, .9 and .5, best first: nobody is really called. */
async function sentTo(environment: Record<string, string>, answer: (ranking: object[]) => object) {
  let sent = { url: "", key: null as string | null, body: {} as Record<string, unknown> };
  const ranking = [1, 2, 0].map((index) => ({ index, relevance_score: [0.1, 0.9, 0.5][index] }));
  vi.stubGlobal("fetch", async (url: unknown, init?: RequestInit) => {
    const key = new Headers(init?.headers).get("authorization");
    sent = { url: String(url), key, body: JSON.parse(String(init?.body)) };
    return Response.json(answer(ranking));
  });
  return { ...(await rerankWith(environment)), sent };
}

describe("scores are in the order of the documents", () => {
  test("from Cohere, which is paid by the call", async () => {
    const environment = { COHERE_API_KEY: "key-c", RERANK_MODEL: "cohere/rerank-v3.5" };
    const { sent, scores, costMicroUsd } = await sentTo(environment, (results) => ({
      id: "1",
      results,
      meta: {},
    }));
    expect(sent).toMatchObject({ url: "https://api.cohere.com/v2/rerank", key: "Bearer key-c" });
    expect(sent.body).toMatchObject({ model: "rerank-v3.5", query, documents });
    expect(scores).toEqual([0.1, 0.9, 0.5]);
    expect(costMicroUsd).toBe(2000);
  });

  test("from Jina, which is paid by the token", async () => {
    const environment = { JINA_API_KEY: "key-j", RERANK_MODEL: "jina/jina-reranker-v2-base-multilingual" };
    const { sent, scores, inputTokens, costMicroUsd } = await sentTo(environment, (results) => ({
      model: "jina-reranker-v2-base-multilingual",
      usage: { total_tokens: 1000 },
      results,
    }));
    expect(sent).toMatchObject({ url: "https://api.jina.ai/v1/rerank", key: "Bearer key-j" });
    expect(sent.body).toEqual({
      model: "jina-reranker-v2-base-multilingual",
      query,
      documents,
      return_documents: false,
    });
    expect(scores).toEqual([0.1, 0.9, 0.5]);
    expect(inputTokens).toBe(1000);
    expect(costMicroUsd).toBe(50);
  });

  test("from Voyage, whose list is called data", async () => {
    const environment = { VOYAGE_API_KEY: "key-v", RERANK_MODEL: "voyage/rerank-2.5" };
    const { sent, scores, inputTokens } = await sentTo(environment, (data) => ({
      object: "list",
      data,
      usage: { total_tokens: 40 },
    }));
    expect(sent).toMatchObject({ url: "https://api.voyageai.com/v1/rerank", key: "Bearer key-v" });
    expect(sent.body).toEqual({ model: "rerank-2.5", query, documents, truncation: true });
    expect(scores).toEqual([0.1, 0.9, 0.5]);
    expect(inputTokens).toBe(40);
  });

  test("from vLLM, or whatever else has its API", async () => {
    const { scores, inputTokens, costMicroUsd } = await rerankWith(ownServer());
    expect(scores.indexOf(Math.max(...scores))).toBe(1);
    expect(inputTokens).toBeGreaterThan(0);
    expect(costMicroUsd).toBe(0);
    expect(provider.requests()[0]?.body).toEqual({ model: "fake-rerank", query, documents });
  });

  test("from Text Embeddings Inference, which is found to be that by asking once", async () => {
    const { scores } = await rerankWith(textServer());
    expect(scores.indexOf(Math.max(...scores))).toBe(1);
    const { rerankTexts } = await import("./rerank.ts");
    await rerankTexts({ query, documents, modelId: "openai-compatible/any" });
    const bodies = provider.requests().map(({ body }) => Object.keys(body as object).sort());
    expect(bodies).toEqual([
      ["documents", "model", "query"],
      ["query", "texts", "truncate"],
      ["query", "texts", "truncate"],
    ]);
  });

  test("and Text Embeddings Inference is known by its own words too", async () => {
    const seen: string[] = [];
    vi.stubGlobal("fetch", async (_url: unknown, init?: RequestInit) => {
      const body = String(init?.body);
      seen.push(body);
      const refusal =
        "Failed to deserialize the JSON body into the target type: missing field `texts` at line 1 column 9";
      if (body.includes('"documents"')) return new Response(refusal, { status: 422 });
      return Response.json(documents.map((_, index) => ({ index, score: index / 4 })));
    });
    const environment = { RERANK_BASE_URL: "http://localhost:9", RERANK_MODEL: "openai-compatible/any" };
    expect((await rerankWith(environment)).scores).toEqual([0, 0.25, 0.5]);
    expect(seen).toHaveLength(2);
  });
});

test("documents too long for the model are cut until they're taken", async () => {
  const lengths: number[][] = [];
  vi.stubGlobal("fetch", async (_url: unknown, init?: RequestInit) => {
    const { documents: sent } = JSON.parse(String(init?.body)) as { documents: string[] };
    lengths.push(sent.map(({ length }) => length));
    const detail = "This model's maximum context length is 512 tokens.";
    if (sent.some(({ length }) => length > 1000)) return Response.json({ detail }, { status: 400 });
    return Response.json({ results: sent.map((_, index) => ({ index, relevance_score: index })) });
  });
  const long = ["short", "long ".repeat(300)];
  expect((await rerankWith(ownServer(), { documents: long })).scores).toEqual([0, 1]);
  expect(lengths).toEqual([
    [5, 1500],
    [5, 1050],
    [5, 735],
  ]);
});

describe("when the service has a bad day", () => {
  test.each([
    ["429 with the time to wait", { kind: "status", status: 429, retryAfterSeconds: 0 }],
    ["503 with the time to wait", { kind: "status", status: 503, retryAfterSeconds: 0 }],
  ] as const)("tries again after %s", async (_what, failure) => {
    provider.script({ n: 1, failure });
    expect((await rerankWith(ownServer())).scores).toHaveLength(3);
    expect(provider.requests()).toHaveLength(2);
  });

  test.each([
    ["a key that it refuses", { kind: "status", status: 401 }],
    ["a page of HTML", { kind: "wrong-content-type" }],
    ["half an answer", { kind: "malformed-json" }],
    ["an empty ranking", { kind: "empty-answer" }],
  ] as const)("gives up at once on %s", async (_what, failure) => {
    provider.script({ n: 0, failure });
    await expect(rerankWith(ownServer())).rejects.toMatchObject({ code: "provider_unavailable" });
    expect(provider.requests()).toHaveLength(1);
  });

  test("leaves when nobody waits any more, and the request with it", async () => {
    provider.script({ n: 0, failure: { kind: "hang" } });
    const leaving = new AbortController();
    const waiting = rerankWith(ownServer(), { signal: leaving.signal });
    await expect.poll(() => provider.requests().length).toBe(1);
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ code: "provider_unavailable" });
    await expect.poll(() => provider.requests()[0]?.outcome).toBe("closed-by-client");
  });

  test("a score that's missing, or of a document that wasn't sent, is no answer", async () => {
    const environment = { JINA_API_KEY: "j", RERANK_MODEL: "jina/jina-reranker-m0" };
    await expect(
      sentTo(environment, () => ({ results: [0, 1, 7].map((index) => ({ index, relevance_score: 0.5 })) })),
    ).rejects.toMatchObject({ code: "provider_unavailable" });
  });

  test("its key is in no error", async () => {
    provider.script({ n: 0, failure: { kind: "status", status: 401 } });
    const error = await rerankWith(ownServer()).catch((thrown: Error) => thrown);
    expect(`${error} ${(error as Error).stack}`).not.toContain("key-r");
  });
});

test("a model that isn't configured is said to be none", async () => {
  const modelId = "cohere/rerank-v3.5";
  await expect(rerankWith({}, { modelId })).rejects.toMatchObject({ code: "provider_unavailable" });
});

test("nothing is asked about no documents", async () => {
  expect(await rerankWith(ownServer(), { documents: [] })).toMatchObject({ scores: [] });
  expect(provider.requests()).toEqual([]);
});

test("a key for one server isn't sent to another", async () => {
  await rerankWith({
    ...ownServer(),
    RERANK_API_KEY: "",
    OPENAI_COMPATIBLE_BASE_URL: "http://localhost:9/v1",
    OPENAI_COMPATIBLE_API_KEY: "key-other",
  });
  expect(provider.requests()[0]?.headers.authorization).toBeUndefined();
});
