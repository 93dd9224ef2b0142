import { afterEach, describe, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.resetModules();
});

const vectors = (count: number, length = 4) =>
  Array.from({ length: count }, (_, i) => Array.from({ length }, (_, j) => (i === j ? 1 : 0)));

/** What a provider is sent to embed one question and one chunk, and what comes of it: nobody is really called. */
async function embedWith(
  environment: Record<string, string>,
  modelId: string,
  answer: (texts: string[]) => unknown,
) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const sent: { url: string; headers: Headers; body: Record<string, unknown> }[] = [];
  vi.stubGlobal("fetch", async (url: unknown, init?: RequestInit) => {
    const body = JSON.parse(String(init?.body));
    sent.push({ url: String(url), headers: new Headers(init?.headers), body });
    return Response.json(answer(body.texts ?? body.input ?? body.requests ?? [""]));
  });
  const { embedTexts } = await import("./embed.ts");
  const query = await embedTexts({ texts: ["How long?"], modelId, purpose: "query" });
  const document = await embedTexts({ texts: ["Two weeks.", "Three."], modelId, purpose: "document" });
  return { sent, query, document };
}

describe("embedding by Cohere", () => {
  test("says what each text is for, has long ones cut, and costs what was billed", async () => {
    const { sent, query } = await embedWith(
      { COHERE_API_KEY: "key-c", EMBEDDING_MODEL: "cohere/embed-v4.0:4" },
      "cohere/embed-multilingual-v3.0",
      (texts) => ({
        embeddings: { float: vectors(texts.length, 1024) },
        meta: { billed_units: { input_tokens: 7 } },
      }),
    );
    expect(sent[0]?.url).toBe("https://api.cohere.com/v2/embed");
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer key-c");
    expect(sent[0]?.body).toMatchObject({
      model: "embed-multilingual-v3.0",
      texts: ["How long?"],
      input_type: "search_query",
      truncate: "END",
    });
    expect(sent[1]?.body).toMatchObject({ texts: ["Two weeks.", "Three."], input_type: "search_document" });
    expect(query.inputTokens).toBe(7);
    expect(query.costMicroUsd).toBe(1);
  });
});

describe("embedding by Voyage", () => {
  const answer = (texts: string[]) => ({
    data: vectors(texts.length, 1024)
      .map((embedding, index) => ({ object: "embedding", index, embedding }))
      .toReversed(),
    usage: { total_tokens: 1000 },
  });

  test("says what each text is for, and goes by the index of each vector", async () => {
    const { sent, query, document } = await embedWith(
      { VOYAGE_API_KEY: "key-v" },
      "voyage/voyage-3.5",
      answer,
    );
    expect(sent[0]?.url).toBe("https://api.voyageai.com/v1/embeddings");
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer key-v");
    expect(sent[0]?.body).toEqual({
      model: "voyage-3.5",
      input: ["How long?"],
      input_type: "query",
      truncation: true,
    });
    expect(sent[1]?.body).toMatchObject({ input_type: "document" });
    expect(document.embeddings.map((vector) => vector.indexOf(1))).toEqual([0, 1]);
    expect(query.costMicroUsd).toBe(60);
  });

  test("asks another server that speaks its API", async () => {
    const { sent } = await embedWith(
      { VOYAGE_API_KEY: "key-v", VOYAGE_BASE_URL: "http://localhost:9/v1/" },
      "voyage/voyage-3.5-lite",
      answer,
    );
    expect(sent[0]?.url).toBe("http://localhost:9/v1/embeddings");
  });
});

describe("embedding by an OpenAI-compatible server", () => {
  const server = { OPENAI_COMPATIBLE_BASE_URL: "http://localhost:9/v1" };
  const answer = (texts: string[]) => ({
    data: vectors(texts.length).map((embedding) => ({ embedding })),
  });
  const inputs = async (environment: Record<string, string>, name: string) => {
    const given = { ...server, ...environment, OPENAI_COMPATIBLE_EMBEDDING_MODEL: `${name}:4` };
    const { sent } = await embedWith(given, `openai-compatible/${name}`, answer);
    return sent.map(({ body }) => body.input);
  };

  test("a known model gets its prefixes", async () => {
    expect(await inputs({}, "intfloat/multilingual-e5-base")).toEqual([
      ["query: How long?"],
      ["passage: Two weeks.", "passage: Three."],
    ]);
  });

  test("the operator's prefixes go before those that are known", async () => {
    const chosen = {
      OPENAI_COMPATIBLE_EMBEDDING_QUERY_PREFIX: "Q: ",
      OPENAI_COMPATIBLE_EMBEDDING_DOCUMENT_PREFIX: "none",
    };
    expect(await inputs(chosen, "nomic-embed-text")).toEqual([["Q: How long?"], ["Two weeks.", "Three."]]);
  });

  test("one that isn't known gets the texts as they are", async () => {
    expect(await inputs({}, "house-model")).toEqual([["How long?"], ["Two weeks.", "Three."]]);
  });
});

test("OpenAI's and Google's models are sent no prefixes, and Google is told by its task", async () => {
  const openai = await embedWith({ OPENAI_API_KEY: "o" }, "openai/text-embedding-3-small", (texts) => ({
    data: vectors(texts.length, 1536).map((embedding) => ({ embedding })),
    usage: { prompt_tokens: 3 },
  }));
  expect(openai.sent[0]?.body.input).toEqual(["How long?"]);
  const google = await embedWith(
    { GOOGLE_GENERATIVE_AI_API_KEY: "g" },
    "google/gemini-embedding-001",
    (texts) => {
      const found = vectors(texts.length, 3072).map((values) => ({ values }));
      return texts.length > 1 ? { embeddings: found } : { embedding: found[0] };
    },
  );
  expect(JSON.stringify(google.sent[0]?.body)).toContain('"taskType":"RETRIEVAL_QUERY"');
  expect(JSON.stringify(google.sent[1]?.body)).toContain('"taskType":"RETRIEVAL_DOCUMENT"');
});
