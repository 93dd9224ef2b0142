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
async function answerWith(model: ModelSpec, models: Models, before = history) {
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

  test("doesn't learn who the tenant is, and never mixes two tenants or two prompts up", () => {
    const key = promptCacheKey(principal.tenantId, "answer-1");
    expect(key).toBe(promptCacheKey(principal.tenantId, "answer-1"));
    expect(key).not.toContain(principal.tenantId.slice(0, 8));
    expect(key.length).toBeLessThanOrEqual(64);
    expect(key).not.toBe(promptCacheKey(crypto.randomUUID(), "answer-1"));
    expect(key).not.toBe(promptCacheKey(principal.tenantId, "answer-2"));
  });
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
