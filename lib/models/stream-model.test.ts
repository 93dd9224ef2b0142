import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { streamModel } from "./stream-model.ts";

type Send = ReadableStreamDefaultController<LanguageModelV4StreamPart>;
const prompt = { instructions: "Answer.", messages: [{ role: "user" as const, content: "How much?" }] };
const word = (delta: string): LanguageModelV4StreamPart => ({ type: "text-delta", id: "0", delta });

/** Calls a model whose stream begins like that; it takes no notice of signals. Tells what came, and for what reason it was left. */
function call(begin: (send: Send) => void, signal = new AbortController().signal, onPart = () => {}) {
  const parts: unknown[] = [];
  const left = Promise.withResolvers<unknown>();
  const asked: unknown[] = [];
  const model: LanguageModelV4 = {
    specificationVersion: "v4",
    provider: "test",
    modelId: "test",
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error("not asked for")),
    doStream: async (options) => {
      asked.push(options);
      return { stream: new ReadableStream({ start: begin, cancel: left.resolve }) };
    },
  };
  const done = streamModel(model, prompt, { signal, maxOutputTokens: 7 }, (part) => {
    parts.push(part);
    onPart();
  });
  return { done, parts, asked, left: left.promise };
}

describe("streamModel", () => {
  it("gives the parts as they come, and sends prompt and settings", async () => {
    const { done, parts, asked } = call((send) => {
      send.enqueue(word("Two "));
      send.enqueue(word("years."));
      send.close();
    });
    await done;
    expect(parts).toEqual([word("Two "), word("years.")]);
    expect(asked).toMatchObject([
      {
        maxOutputTokens: 7,
        prompt: [
          { role: "system", content: "Answer." },
          { role: "user", content: [{ type: "text", text: "How much?" }] },
        ],
      },
    ]);
  });

  it.each([
    ["an object", { message: "overloaded", data: { prompt: "How much?" } }, "overloaded"],
    ["a text", "overloaded", "overloaded"],
    ["an error", new TypeError("overloaded"), "overloaded"],
    ["anything else", 529, "an error within the stream"],
  ])(
    "throws what the provider says in the middle as %s, as an error with its words alone",
    async (_, error, message) => {
      const { done, parts, left } = call((send) => {
        send.enqueue(word("Two "));
        send.enqueue({ type: "error", error });
      });
      const thrown = await done.catch((thrown: unknown) => thrown);
      expect(thrown).toBeInstanceOf(Error);
      expect(thrown).toMatchObject({ message });
      expect(thrown).not.toHaveProperty("data");
      expect(parts).toEqual([word("Two ")]);
      await left;
    },
  );

  it("throws what its stream fails with, and what is thrown about a part", async () => {
    await expect(call((send) => send.error(new Error("lost"))).done).rejects.toThrow("lost");
    const unwanted = () => {
      throw new Error("unwanted");
    };
    const { done, left } = call((send) => send.enqueue(word("Two ")), undefined, unwanted);
    await expect(done).rejects.toThrow("unwanted");
    await left;
  });

  it("leaves at once when it's stopped, though nothing comes", async () => {
    const abort = new AbortController();
    const { done, left } = call(
      (send) => send.enqueue(word("Two ")),
      abort.signal,
      () => queueMicrotask(() => abort.abort(new Error("stopped"))),
    );
    await expect(done).rejects.toThrow("stopped");
    expect(await left).toBe(abort.signal.reason);
  });

  it("leaves when it was stopped while the call was being made", async () => {
    const abort = new AbortController();
    const { done, left } = call(() => abort.abort(new Error("stopped")), abort.signal);
    await expect(done).rejects.toThrow("stopped");
    expect(await left).toBe(abort.signal.reason);
  });
});
