import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { defaultPatience } from "../models/failover-policy.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import { promptCacheKey } from "../models/mark-cache.ts";
import { startMeter } from "../models/meter.ts";
import { type ModelSpec, modelSpec } from "../models/model-spec.ts";
import { answerPrompt, answerPromptVersion } from "../prompts/answer-prompt.ts";
import type { Evidence, HistoryMessage, Principal } from "../turn.ts";
import { streamAnswer } from "./stream-answer.ts";

beforeEach(() => void vi.resetModules()); // the environment is read once
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const principal: Principal = {
  tenantId: crypto.randomUUID(),
  userId: null,
  role: "owner",
  via: "session",
  apiKeyId: null,
  scopes: [],
};
const evidence: Evidence[] = [
  {
    n: 1,
    chunk: {
      chunkId: "chunk",
      documentId: "document",
      collectionId: "collection",
      title: "Travel policy",
      page: null,
      pageOffsets: [],
      headingPath: [],
      ordinal: 0,
      text: "A hotel may cost 140 euros a night.",
      tokenCount: 10,
      scores: { bm25: null, vector: null, fused: null, relevance: null },
    },
  },
];
const history: HistoryMessage[] = [
  { role: "user", text: "Which class may I fly?" },
  { role: "assistant", text: "Economy class [1]." },
];
const question = "How much may a hotel cost?";

/** Has the model answer, and tells what it was booked at. */
async function answerWith(
  model: ModelSpec,
  models: Models,
  before = history,
  onConfidence?: (confidence: number | null) => void,
) {
  const meter = startMeter({ principal, requestId: "test" });
  const prompt = answerPrompt({ question, evidence, history: before, writtenSoFar: "" });
  const { signal } = new AbortController();
  const call = {
    prompt,
    onText: () => undefined,
    signal,
    deadline: signal,
    attempt: 1,
    arm: null,
    cacheKey: promptCacheKey(principal.tenantId, answerPromptVersion),
    onConfidence,
  };
  await streamAnswer(model, { ...call, patience: defaultPatience }, { models, meter });
  return meter.calls()[0];
}

const claude = modelSpec({
  provider: "anthropic",
  name: "claude-sonnet-4-5",
  kind: "chat",
  inputPrice: 3,
  cachedInputPrice: 0.3,
  cacheWritePrice: 3.75,
  outputPrice: 15,
  capabilities: ["cache-markers"],
});

describe("a provider that keeps what is marked", () => {
  const events = [
    {
      type: "message_start",
      message: {
        id: "1",
        type: "message",
        role: "assistant",
        model: claude.name,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: {
          input_tokens: 100,
          cache_read_input_tokens: 2000,
          cache_creation_input_tokens: 200,
          output_tokens: 1,
        },
      },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "140 euros [1]." } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 10 } },
    { type: "message_stop" },
  ];

  /** What Anthropic is sent, and what is booked for its answer. Nobody is really called. */
  async function askClaude(model: ModelSpec, before = history, said = events) {
    vi.stubEnv("ANTHROPIC_API_KEY", "key-a");
    const body = said.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    const fetch = vi.fn(
      async (_url: unknown, _init?: RequestInit) =>
        new Response(body, { headers: { "content-type": "text/event-stream" } }),
    );
    vi.stubGlobal("fetch", fetch);
    const { languageModel } = await import("../models/providers.ts");
    const booked = await answerWith(model, { ...liveModels, language: languageModel }, before);
    return { sent: JSON.parse(String(fetch.mock.calls[0]?.[1]?.body)), booked };
  }

  test("is told to keep what the next turn begins with: instructions and conversation, not the evidence", async () => {
    const { sent } = await askClaude(claude);
    expect(sent.messages.map(({ role }: { role: string }) => role)).toEqual(["user", "assistant", "user"]);
    expect(sent.messages[1].content.at(-1)).toMatchObject({
      text: "Economy class.",
      cache_control: { type: "ephemeral" },
    });
    expect(JSON.stringify(sent).match(/cache_control/g)).toHaveLength(1);
  });

  test("that ends its stream without saying that it's done has broken off", async () => {
    await expect(askClaude(claude, history, events.slice(0, 3))).rejects.toMatchObject({ why: "cut_off" });
  });

  test("is told nothing before there's a conversation, nor where it isn't known to know the mark", async () => {
    expect(JSON.stringify((await askClaude(claude, [])).sent)).not.toContain("cache_control");
    expect(JSON.stringify((await askClaude({ ...claude, capabilities: [] })).sent)).not.toContain(
      "cache_control",
    );
  });

  test("is paid for what it had kept and what it keeps from now on at their own prices", async () => {
    const { booked } = await askClaude(claude);
    expect(booked).toMatchObject({ inputTokens: 2300, cachedInputTokens: 2000, outputTokens: 10 });
    expect(booked?.costMicroUsd).toBe(100 * 3 + 2000 * 0.3 + 200 * 3.75 + 10 * 15);
  });
});

describe("OpenAI", () => {
  const response = { id: "1", created_at: 1, model: "gpt-5.9" };
  const openAiEvents = [
    { type: "response.created", response },
    { type: "response.output_item.added", output_index: 0, item: { type: "message", id: "m" } },
    { type: "response.output_text.delta", item_id: "m", delta: "140 euros [1]." },
    { type: "response.output_item.done", output_index: 0, item: { type: "message", id: "m" } },
    {
      type: "response.completed",
      response: { ...response, usage: { input_tokens: 100, output_tokens: 5 } },
    },
  ];

  /** What it's sent. Nobody is really called. */
  async function askOpenAi(name: string) {
    vi.stubEnv("OPENAI_API_KEY", "key-o");
    const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response("{}", { status: 400 }));
    vi.stubGlobal("fetch", fetch);
    const { languageModel } = await import("../models/providers.ts");
    const model = modelSpec({ provider: "openai", name, kind: "chat" });
    await answerWith(model, { ...liveModels, language: languageModel }).catch(() => undefined);
    return JSON.parse(String(fetch.mock.calls[0]?.[1]?.body));
  }

  test("is told by what it finds a tenant's prompts again, beside what it's told else", async () => {
    const key = promptCacheKey(principal.tenantId, answerPromptVersion);
    expect(await askOpenAi("gpt-4.1-mini")).toMatchObject({ prompt_cache_key: key });
    expect(await askOpenAi("gpt-5.1")).toMatchObject({ prompt_cache_key: key, reasoning: { effort: "low" } });
  });

  test("that refuses to say how sure its model is gives its answer without, and isn't asked again", async () => {
    vi.stubEnv("OPENAI_API_KEY", "key-o");
    const refusal = "logprobs are not supported with reasoning models.";
    const sent: { top_logprobs?: number }[] = [];
    const fetch = vi.fn(async (_url: unknown, init?: RequestInit) => {
      const body = JSON.parse(String(init?.body));
      sent.push(body);
      if (body.top_logprobs !== undefined)
        return Response.json({ error: { message: refusal, param: "include" } }, { status: 400 });
      const said = openAiEvents.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
      return new Response(said, { headers: { "content-type": "text/event-stream" } });
    });
    vi.stubGlobal("fetch", fetch);
    const { languageModel } = await import("../models/providers.ts");
    const model = modelSpec({
      provider: "openai",
      name: "gpt-5.9",
      kind: "chat",
      capabilities: ["logprobs"],
    });
    const models = { ...liveModels, language: languageModel };
    for (let i = 0; i < 2; i++)
      expect(await answerWith(model, models, history, () => undefined)).toMatchObject({
        outcome: "ok",
        outputTokens: 5,
      });
    expect(sent.map(({ top_logprobs }) => top_logprobs)).toEqual([1, undefined, undefined]);
  });

  test("doesn't learn who the tenant is, and never mixes two tenants or two prompts up", () => {
    const key = promptCacheKey(principal.tenantId, "answer-1");
    expect(key).toBe(promptCacheKey(principal.tenantId, "answer-1"));
    expect(key).not.toContain(principal.tenantId.slice(0, 8));
    expect(key.length).toBeLessThanOrEqual(64);
    expect(key).not.toBe(promptCacheKey(crypto.randomUUID(), "answer-1"));
    expect(key).not.toBe(promptCacheKey(principal.tenantId, "answer-2"));
  });
});

test("a server that an operator calls as OpenAI is called isn't told what only OpenAI knows", async () => {
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response("{}", { status: 400 }));
  vi.stubGlobal("fetch", fetch);
  const connection = {
    name: "openai",
    api: "openai-compatible",
    baseUrl: "https://vllm.example/v1",
  } as const;
  const snapshot = (globalThis as unknown as { lecternProviders: { providers: unknown[] } }).lecternProviders;
  snapshot.providers = [
    { ...connection, residency: "external", concurrencyMax: null, chaosShare: 0, models: [] },
  ];
  const { languageModel } = await import("../models/providers.ts");
  const model = modelSpec({ provider: "openai", name: "one", kind: "chat", capabilities: ["logprobs"] });
  const models = { ...liveModels, language: languageModel };
  await answerWith(model, models, history, () => undefined).catch(() => undefined);
  snapshot.providers = [];
  const sent = fetch.mock.calls.map(([, init]) => JSON.parse(String(init?.body)));
  expect(sent[0]).toMatchObject({ model: "one", logprobs: true });
  expect(JSON.stringify(sent)).not.toMatch(/cache/i);
});

describe("a provider that keeps prompts by itself", () => {
  let provider: FakeProvider;
  beforeAll(async () => {
    provider = await startFakeProvider();
  });
  afterAll(() => provider.close());

  test("gets what stays the same first and the question last, no mark, and the price of what it had kept", async () => {
    vi.stubEnv("OPENAI_COMPATIBLE_BASE_URL", `${provider.url}/v1`);
    provider.script({ cachedTokens: 128, answer: "140 euros [1]." });
    const { languageModel } = await import("../models/providers.ts");
    const model = modelSpec({
      provider: "openai-compatible",
      name: "fake-large",
      kind: "chat",
      inputPrice: 1,
      cachedInputPrice: 0.1,
      outputPrice: 8,
    });
    const booked = await answerWith(model, { ...liveModels, language: languageModel });
    const [{ body }] = provider.requests() as unknown as [
      { body: { messages: { role: string; content: string }[] } },
    ];
    expect(body.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(body.messages[1]?.content).toBe(history[0]?.text);
    expect(body.messages[3]?.content).toMatch(/^<evidence [\s\S]*<\/evidence>\n\n<question>How much/);
    expect(JSON.stringify(body)).not.toContain("cache");
    const { inputTokens = 0, outputTokens = 0 } = booked ?? {};
    expect(booked?.cachedInputTokens).toBe(128);
    expect(booked?.costMicroUsd).toBe(Math.ceil(inputTokens - 128 + 12.8 + 8 * outputTokens));
  });
});
