import { generateText } from "ai";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type ModelSpec, modelSpec } from "./model-spec.ts";

const keys = { OPENAI_API_KEY: "key-o", ANTHROPIC_API_KEY: "key-a", GOOGLE_GENERATIVE_AI_API_KEY: "key-g" };

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** What a provider is sent for one question: nobody is really called. */
async function sentFor(spec: Pick<ModelSpec, "provider" | "name">) {
  for (const [name, value] of Object.entries(keys)) vi.stubEnv(name, value);
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response("{}", { status: 400 }));
  vi.stubGlobal("fetch", fetch);
  const { languageModel } = await import("./providers.ts");
  const model = languageModel(modelSpec({ kind: "chat", ...spec }));
  await generateText({ model, prompt: "hello", maxRetries: 0 }).catch(() => undefined);
  const [url, init] = fetch.mock.calls[0] ?? [];
  const { headers, body, redirect } = init ?? {};
  return { url: String(url), headers: new Headers(headers), body: String(body), redirect };
}

describe("a chat model", () => {
  test("of OpenAI is asked with its key, and thinks little where it reasons", async () => {
    const sent = await sentFor({ provider: "openai", name: "gpt-5.1" });
    expect(sent.url).toMatch(/^https:\/\/api\.openai\.com\//);
    expect(sent.headers.get("authorization")).toBe("Bearer key-o");
    expect(JSON.parse(sent.body)).toMatchObject({ model: "gpt-5.1", reasoning: { effort: "low" } });
    expect((await sentFor({ provider: "openai", name: "gpt-4.1-mini" })).body).not.toContain("reasoning");
  });

  test("of Anthropic is asked with its key", async () => {
    const sent = await sentFor({ provider: "anthropic", name: "claude-haiku-4-5" });
    expect(sent.url).toMatch(/^https:\/\/api\.anthropic\.com\//);
    expect(sent.headers.get("x-api-key")).toBe("key-a");
    expect(JSON.parse(sent.body)).toMatchObject({ model: "claude-haiku-4-5" });
  });

  test("of Google is asked with its key, and thinks little", async () => {
    const sent = await sentFor({ provider: "google", name: "gemini-2.5-flash" });
    expect(sent.url).toContain("gemini-2.5-flash");
    expect(sent.headers.get("x-goog-api-key")).toBe("key-g");
    expect(JSON.parse(sent.body)).toMatchObject({
      generationConfig: { thinkingConfig: { thinkingBudget: 512 } },
    });
  });

  test.each([
    { provider: "openai", name: "gpt-5.1" },
    { provider: "anthropic", name: "claude-haiku-4-5" },
    { provider: "google", name: "gemini-2.5-flash" },
  ])("of $provider isn't sent on with its key to where a redirect leads", async (spec) => {
    expect((await sentFor(spec)).redirect).toBe("error");
  });
});
