import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

beforeEach(() => void vi.resetModules()); // the environment is read once
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** What is read of a batch of a model whose provider gives this state of it, and these lines. Nobody is really asked. */
async function readFrom(modelId: string, { state, lines }: { state: object; lines: object[] }) {
  vi.stubEnv("OPENAI_API_KEY", "key-o");
  vi.stubEnv("ANTHROPIC_API_KEY", "key-a");
  const jsonLines = lines.map((line) => JSON.stringify(line)).join("\n");
  vi.stubGlobal("fetch", async (url: unknown) =>
    /\/(content|results)$/.test(String(url)) ? new Response(jsonLines) : Response.json(state),
  );
  const { findModel } = await import("./catalog.ts");
  const { batchesOf } = await import("./provider-batch.ts");
  const model = findModel(modelId);
  if (!model) throw new Error("no such model");
  const results = await batchesOf(model).read(model, "batch_1");
  return results && Object.fromEntries(results);
}

describe("of a batch's calls, those count that are charged for, and of their texts those that may be shown:", () => {
  test("OpenAI's", async () => {
    const line = (custom_id: string, finish_reason: string, content: string | null) => ({
      custom_id,
      response: {
        status_code: 200,
        body: {
          choices: [{ finish_reason, message: { role: "assistant", content, refusal: null } }],
          usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
        },
      },
      error: null,
    });
    const used = { inputTokens: 20, outputTokens: 5 };
    const lines = [
      line("0", "stop", "140 euros [1]."),
      line("1", "length", ""), // all of it was reasoning
      line("2", "content_filter", "140 eu"),
      {
        custom_id: "3",
        response: { status_code: 429, body: { error: { message: "slow down" } } },
        error: null,
      },
      { custom_id: "4", response: null, error: { code: "batch_expired", message: "too late" } },
    ];
    const state = { status: "expired", output_file_id: "file-1", error_file_id: "file-2" };
    expect(await readFrom("openai/gpt-5-mini", { state, lines })).toEqual({
      0: { text: "140 euros [1].", ...used },
      1: { text: null, ...used },
      2: { text: null, ...used },
    });
  });

  test("Anthropic's", async () => {
    const line = (custom_id: string, stop_reason: string, text: string) => ({
      custom_id,
      result: {
        type: "succeeded",
        message: {
          content: text ? [{ type: "text", text }] : [],
          stop_reason,
          usage: { input_tokens: 12, cache_read_input_tokens: 8, output_tokens: 5 },
        },
      },
    });
    const used = { inputTokens: 20, outputTokens: 5 };
    const lines = [
      line("0", "end_turn", "140 euros [1]."),
      line("1", "max_tokens", ""),
      line("2", "refusal", "140 eu"),
      { custom_id: "3", result: { type: "errored", error: { type: "error", error: { type: "api_error" } } } },
      { custom_id: "4", result: { type: "expired" } },
    ];
    const state = { id: "batch_1", processing_status: "ended", results_url: "https://elsewhere.example/" };
    expect(await readFrom("anthropic/claude-haiku-4-5", { state, lines })).toEqual({
      0: { text: "140 euros [1].", ...used },
      1: { text: null, ...used },
      2: { text: null, ...used },
    });
  });
});
