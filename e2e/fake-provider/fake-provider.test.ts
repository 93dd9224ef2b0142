import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "./fake-provider.ts";

let provider: FakeProvider;
let openai: OpenAI;

beforeAll(async () => {
  provider = await startFakeProvider();
  openai = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: "sk-secret", maxRetries: 0 });
});
afterEach(() => provider.reset());
afterAll(async () => provider.close());

const policy = `<evidence n="1" title="Travel policy" page="3">
Flights must be booked through the travel desk. Economy class applies to every
flight shorter than six hours. See [12] for exceptions.
</evidence>
<evidence n="2" title="Leave policy" page="1">
# Annual leave
Full-time employees receive 25 days of paid annual leave per year.
How many days do I get?
</evidence>`;

const ask = (question: string) => `Answer from the evidence.\n${policy}\n<question>${question}</question>`;

function chatBody(content: string, more: object = {}) {
  return { model: "fake-large", messages: [{ role: "user" as const, content }], ...more };
}

async function post(path: string, body: unknown): Promise<Response> {
  return await fetch(provider.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer sk-secret" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function postChat(content: string, more: object = {}): Promise<Response> {
  return await post("/v1/chat/completions", chatBody(content, more));
}

async function answerTo(content: string): Promise<string> {
  const completion = await openai.chat.completions.create(chatBody(content));
  return completion.choices[0]?.message.content ?? "";
}

/** Waits for what happens on the other side of a socket, in steps too short to notice. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let step = 0; step < 200 && !isTrue(); step++) await sleep(2);
  expect(isTrue()).toBe(true);
}

/** What arrives until the stream ends, and whether it ended as it should. */
async function readAll(response: Response): Promise<{ text: string; isWhole: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const piece of response.body ?? []) text += decoder.decode(piece, { stream: true });
    return { text, isWhole: true };
  } catch {
    return { text, isWhole: false };
  }
}

function wordsIn(events: string): string[] {
  return [...events.matchAll(/"delta":\{"content":"([^"]*)"/g)].map(([, word]) => word ?? "");
}

describe("the default answers", () => {
  it("quotes the evidence that fits the question, with its mark", async () => {
    expect(await answerTo(ask("How many days of annual leave do employees receive?"))).toBe(
      "Full-time employees receive 25 days of paid annual leave per year [2].",
    );
    expect(await answerTo(ask("Which class applies to short flights?"))).toBe(
      "Economy class applies to every flight shorter than six hours [1].",
    );
  });

  it("abstains when the evidence is about something else", async () => {
    expect(await answerTo(ask("What is the capital of Mongolia?"))).toBe(
      "The documents don't answer this question.",
    );
  });

  it("reads evidence from content parts and undoes the escaping of its text", async () => {
    const text = `<evidence n="7" title="R&amp;D">The R&amp;D budget is &lt;5 million.</evidence><question>What is the R&amp;D budget?</question>`;
    const completion = await openai.chat.completions.create({
      model: "fake-small",
      messages: [{ role: "user", content: [{ type: "text", text }] }],
    });
    expect(completion.choices[0]?.message.content).toBe("The R&D budget is <5 million [7].");
  });

  it("condenses a follow-up that holds a pronoun and leaves any other question as it is", async () => {
    const conversation =
      "<conversation>\nuser: What does the travel policy allow?\nassistant: Economy.\n</conversation>";
    expect(await answerTo(`${conversation}<question>Who approves it?</question>`)).toBe(
      "Who approves it? (travel policy allow)",
    );
    expect(await answerTo(`${conversation}<question>How long is parental leave?</question>`)).toBe(
      "How long is parental leave?",
    );
    expect(await answerTo(conversation)).toBe("The user asked: What does the travel policy allow?");
  });

  it("echoes a question that comes without evidence", async () => {
    expect(await answerTo("Write a title.\n<question>Where is the office?</question>")).toBe(
      "Where is the office?",
    );
  });
});

describe("the OpenAI API, through the openai client", () => {
  it("lists its models", async () => {
    const ids = (await openai.models.list()).data.map((model) => model.id);
    expect(ids).toEqual(["fake-large", "fake-small", "fake-embed", "fake-rerank"]);
  });

  it("answers whole, with usage", async () => {
    const completion = await openai.chat.completions.create(chatBody("12345678"));
    expect(completion.usage).toEqual({ prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 });
    expect(completion.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "12345678" } });
  });

  it("streams word by word and ends with the usage where it's asked for", async () => {
    const stream = await openai.chat.completions.create({
      model: "fake-large",
      messages: [{ role: "user", content: "one two  three" }],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const words = chunks.flatMap((chunk) => chunk.choices[0]?.delta.content || []);
    expect(words).toEqual(["one", " two", "  three"]);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 4 } });
  });

  it("sends no usage in a stream unless asked", async () => {
    const text = await (await postChat("hello", { stream: true })).text();
    expect(text).not.toContain("usage");
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  });

  it("stops at max_tokens and says so", async () => {
    const completion = await openai.chat.completions.create(
      chatBody("one two three four", { max_tokens: 2 }),
    );
    expect(completion.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "one two" } });
  });

  it("embeds alike in base64 and float: unit vectors of the size asked for, near for texts that share words", async () => {
    const input = ["annual leave policy", "the policy on annual leave", "zebra crossing"];
    const decoded = await openai.embeddings.create({ model: "fake-embed", input });
    const floats = await openai.embeddings.create({ model: "fake-embed", input, encoding_format: "float" });
    const vectors = floats.data.map((item) => item.embedding);
    expect(decoded.data.map((item) => [...item.embedding])).toEqual(vectors);
    const [a = [], b = [], c = []] = vectors;
    const cosine = (x: number[], y: number[]) => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
    expect(a).toHaveLength(256);
    expect(cosine(a, a)).toBeCloseTo(1, 5);
    expect(cosine(a, b)).toBeGreaterThan(0.9);
    expect(cosine(a, c)).toBeLessThan(0.4);
    expect(floats.usage.prompt_tokens).toBe(16);

    const small = await openai.embeddings.create({ model: "fake-embed", input: [1, 2, 3], dimensions: 8 });
    expect(small.data[0]?.embedding).toHaveLength(8);
  });

  it("ranks texts by the words that they share with the query, in the shapes of both APIs", async () => {
    const query = "annual leave policy";
    const documents = ["zebra crossing", "the policy on annual leave"];
    const ranked = await post("/v1/rerank", { model: "fake-rerank", query, documents });
    const { results, usage } = await ranked.json();
    expect(results.map(({ index }: { index: number }) => index)).toEqual([1, 0]);
    expect(results[0].relevance_score).toBeGreaterThan(0.9);
    expect(usage.total_tokens).toBeGreaterThan(0);
    const texts = await (await post("/rerank", { query, texts: documents })).json();
    expect(texts[0]).toEqual({ index: 1, score: results[0].relevance_score });
    const other = await post("/v1/rerank", { model: "fake-embed", query, documents });
    expect(other.status).toBe(404);
  });

  it("fails with a 429 that the client knows, then answers", async () => {
    provider.script({
      failure: { kind: "status", status: 429, retryAfterSeconds: 0, code: "rate_limit_exceeded" },
    });
    const error = await openai.chat.completions.create(chatBody("hi")).catch((thrown: unknown) => thrown);
    if (!(error instanceof OpenAI.RateLimitError)) throw error;
    expect(error).toMatchObject({ status: 429, code: "rate_limit_exceeded", type: "rate_limit_error" });
    expect(error.headers.get("retry-after")).toBe("0");
    expect(await answerTo("hi")).toBe("hi");
  });

  it("is retried by a client that retries", async () => {
    provider.script({ n: 2, failure: { kind: "status", status: 429, retryAfterSeconds: 0 } });
    const completion = await openai.chat.completions.create(chatBody("hi"), { maxRetries: 2 });
    expect(completion.choices[0]?.message.content).toBe("hi");
    expect(provider.requests()).toHaveLength(3);
  });
});

describe("scripted failures", () => {
  it.each([500, 503])("answers %i in OpenAI's words", async (status) => {
    provider.script({ failure: { kind: "status", status } });
    const response = await postChat("hi", { stream: true });
    expect(response.status).toBe(status);
    expect(response.headers.has("retry-after")).toBe(false);
    expect(await response.json()).toMatchObject({ error: { type: "server_error" } });
  });

  it("hangs before the first byte until the client leaves", async () => {
    provider.script({ failure: { kind: "hang" } });
    await expect(
      fetch(`${provider.url}/v1/models`, { signal: AbortSignal.timeout(40) }),
    ).rejects.toMatchObject({ name: "TimeoutError" });
    await until(() => provider.requests()[0]?.outcome === "closed-by-client");
  });

  it("lets go of what hangs at a reset", async () => {
    provider.script({ failure: { kind: "hang" } });
    const hanging = postChat("hi").catch((thrown: unknown) => thrown);
    await until(() => provider.requests()[0]?.failure === "hang");
    provider.reset();
    expect(await hanging).toBeInstanceOf(TypeError);
  });

  it("hangs mid-stream after n words", async () => {
    provider.script({ answer: "a b c d e", failure: { kind: "hang-mid-stream", afterTokens: 2 } });
    const reader = (await postChat("hi", { stream: true })).body?.getReader();
    let text = "";
    while (wordsIn(text).length < 2) text += new TextDecoder().decode((await reader?.read())?.value);
    const next = await Promise.race([reader?.read(), sleep(40, "silence")]);
    expect(next).toBe("silence");
    expect(wordsIn(text)).toEqual(["a", " b"]);
    await reader?.cancel();
    await until(() => provider.requests()[0]?.outcome === "closed-by-client");
  });

  it("cuts the socket mid-stream after n words", async () => {
    provider.script({ answer: "a b c d e", failure: { kind: "cut-mid-stream", afterTokens: 3 } });
    const { text, isWhole } = await readAll(await postChat("hi", { stream: true }));
    expect(isWhole).toBe(false);
    expect(wordsIn(text)).toEqual(["a", " b", " c"]);
    expect(provider.requests()[0]?.outcome).toBe("ended-by-provider");
  });

  it("cuts a whole body in its middle", async () => {
    provider.script({ failure: { kind: "cut-mid-stream" } });
    const { text, isWhole } = await readAll(await postChat("hi"));
    expect(isWhole).toBe(false);
    expect(text).toMatch(/^\{"id"/);
  });

  it("sends malformed JSON in a stream, and in a whole body", async () => {
    provider.script({ n: 2, answer: "a b c", failure: { kind: "malformed-json", afterTokens: 1 } });
    const events = (await (await postChat("hi", { stream: true })).text()).trim().split("\n\n");
    expect(wordsIn(events.join(""))).toEqual(["a"]);
    expect(() => JSON.parse(events.at(-1)?.slice("data: ".length) ?? "")).toThrow(SyntaxError);
    await expect((await postChat("hi")).json()).rejects.toBeInstanceOf(SyntaxError);
  });

  it("answers nothing", async () => {
    provider.script({ n: 0, failure: { kind: "empty-answer" } });
    expect(await answerTo("hi")).toBe("");
    expect(wordsIn(await (await postChat("hi", { stream: true })).text())).toEqual([]);
    expect((await openai.embeddings.create({ model: "fake-embed", input: "hi" })).data).toEqual([]);
    expect((await openai.models.list()).data).toEqual([]);
  });

  it("answers with a page of HTML", async () => {
    provider.script({ failure: { kind: "wrong-content-type" } });
    const response = await postChat("hi", { stream: true });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/html");
  });

  it("resets the connection", async () => {
    provider.script({ failure: { kind: "reset" } });
    const request = httpRequest(`${provider.url}/v1/models`).end();
    const [error] = await once(request, "error");
    expect(error).toMatchObject({ code: "ECONNRESET" });
    expect(provider.requests()[0]).toMatchObject({ failure: "reset", outcome: "ended-by-provider" });
  });
});

describe("scripted time and text", () => {
  it("waits before the first byte, then before each word", async () => {
    provider.script({ latencyMs: 30, msPerToken: 10, answer: "a b c" });
    const started = performance.now();
    const response = await postChat("hi", { stream: true });
    const firstByteMs = performance.now() - started;
    await response.text();
    const wholeMs = performance.now() - started;
    expect(firstByteMs).toBeGreaterThanOrEqual(28);
    expect(wholeMs - firstByteMs).toBeGreaterThanOrEqual(25);
  });

  it("stops writing when the client stops reading", async () => {
    provider.script({ msPerToken: 5, answer: "word ".repeat(10_000) });
    const stop = new AbortController();
    const response = await fetch(`${provider.url}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify(chatBody("hi", { stream: true })),
      signal: stop.signal,
    });
    await response.body?.getReader().read();
    stop.abort();
    await until(() => provider.requests()[0]?.outcome === "closed-by-client");
  });

  it("plays counted behaviours in order before a standing one, and a standing one forever", async () => {
    provider.script({ n: 0, answer: "standing" });
    provider.script([{ answer: "first" }, { n: 2, answer: "then" }]);
    const answers: string[] = [];
    for (let turn = 0; turn < 6; turn++) answers.push(await answerTo("hi"));
    expect(answers).toEqual(["first", "then", "then", "standing", "standing", "standing"]);
    provider.script({ n: 0, answer: "newer" });
    expect(await answerTo("hi")).toBe("newer");
  });

  it("matches by path, by model and by the last user message", async () => {
    provider.script([
      {
        n: 0,
        match: { path: "/v1/embeddings", contains: "poison" },
        failure: { kind: "status", status: 503 },
      },
      { n: 0, match: { model: "fake-small" }, answer: "from small" },
      { n: 0, match: { contains: "leave" }, answer: "about leave" },
    ]);
    expect((await post("/v1/embeddings", { model: "fake-embed", input: ["ok", "poison"] })).status).toBe(503);
    expect((await post("/v1/embeddings", { model: "fake-embed", input: "ok" })).status).toBe(200);
    expect(await answerTo("poison")).toBe("poison");
    expect(await answerTo("leave?")).toBe("about leave");
    const small = await openai.chat.completions.create({ ...chatBody("hello"), model: "fake-small" });
    expect(small.choices[0]?.message.content).toBe("from small");
    const later = [
      { role: "user" as const, content: "leave?" },
      { role: "assistant" as const, content: "Yes." },
      { role: "user" as const, content: "and now?" },
    ];
    const followUp = await openai.chat.completions.create({ model: "fake-large", messages: later });
    expect(followUp.choices[0]?.message.content).toBe("and now?");
  });
});

describe("the control plane", () => {
  it("scripts, counts what is left, shows what was received without secrets, and forgets", async () => {
    const control = async (path: string): Promise<unknown> =>
      (await fetch(`${provider.url}/control/${path}`)).json();
    const added = await post("/control/script", { n: 2, answer: "scripted" });
    expect(await added.json()).toEqual({ added: 1, scriptLeft: 2 });
    expect(await (await postChat("the secret chunk")).json()).toMatchObject({
      choices: [{ message: { content: "scripted" } }],
    });
    expect(await control("health")).toEqual({ status: "ok", scriptLeft: 1 });

    const seen = await control("requests");
    expect(seen).toMatchObject({
      forgotten: 0,
      requests: [
        {
          method: "POST",
          path: "/v1/chat/completions",
          headers: { authorization: "[redacted]" },
          body: { messages: [{ content: "the secret chunk" }] },
          outcome: "answered",
        },
      ],
    });
    expect(JSON.stringify(seen)).not.toContain("sk-secret");

    await post("/control/reset", "");
    expect(await control("requests")).toEqual({ requests: [], forgotten: 0 });
    expect(await control("health")).toEqual({ status: "ok", scriptLeft: 0 });
  });

  it.each([
    ["an unknown field", { latency: 5 }, "latency"],
    ["an unknown kind of failure", { failure: { kind: "explode" } }, "0.failure.kind"],
    ["a field that this failure doesn't have", { failure: { kind: "hang", afterTokens: 1 } }, "afterTokens"],
    ["a status that is no failure", { failure: { kind: "status", status: 200 } }, "0.failure.status"],
    ["a negative count", [{ n: 1 }, { n: -1 }], "1.n"],
    ["no JSON", "{", "JSON"],
  ])("refuses %s and changes nothing", async (_, body, named) => {
    const response = await post("/control/script", body);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(named);
    expect(await answerTo("hi")).toBe("hi");
  });
});

describe("bad requests", () => {
  it.each([
    ["an unknown path", "/v1/nothing", {}, 404, "unknown_url"],
    ["an unknown model", "/v1/chat/completions", { ...chatBody("hi"), model: "gpt" }, 404, "model_not_found"],
    [
      "a chat model for embeddings",
      "/v1/embeddings",
      { model: "fake-large", input: "x" },
      404,
      "model_not_found",
    ],
    ["no JSON", "/v1/chat/completions", "{", 400, "invalid_json"],
    ["no messages", "/v1/chat/completions", { model: "fake-large", messages: [] }, 400, null],
    ["an empty embedding input", "/v1/embeddings", { model: "fake-embed", input: "" }, 400, null],
    ["a wrong method", "/v1/models", {}, 405, "method_not_allowed"],
    ["a body over the limit", "/v1/chat/completions", "x".repeat(9 * 1024 * 1024), 413, "request_too_large"],
  ])("refuses %s with an OpenAI error", async (_, path, body, status, code) => {
    provider.script({ answer: "kept for a valid request" });
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error", code } });
    expect(await answerTo("hi")).toBe("kept for a valid request");
  });

  it("refuses a taken port", async () => {
    await expect(startFakeProvider({ port: Number(new URL(provider.url).port) })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});
