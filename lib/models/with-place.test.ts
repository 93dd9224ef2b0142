import { describe, expect, it, vi } from "vitest";
import { condenseQuestion } from "../conversation/condense-question.ts";
import { judgeDoubts } from "../generation/judge-doubts.ts";
import type { Turn } from "../turn.ts";
import type { Models } from "./live-models.ts";
import type { Meter } from "./meter.ts";
import { type ModelSpec, modelSpec } from "./model-spec.ts";
import { withPlace } from "./with-place.ts";

const model = modelSpec({ provider: "our-vllm", name: "small", kind: "chat" });
const snapshot = (globalThis as unknown as { lecternProviders: { providers: unknown[] } }).lecternProviders;
snapshot.providers = [{ name: "our-vllm", residency: "local", concurrencyMax: 1, chaosShare: 0, models: [] }];

const turn = {
  requestId: "r",
  principal: { tenantId: "t" },
  question: "Who pays for it?",
  source: "app",
  signal: new AbortController().signal,
} as Turn;
const meter = { record() {} } as unknown as Meter;

/** Whether this calls the model while its provider's only place is taken, and once it's free. */
async function callsOf(work: (models: Models) => Promise<unknown>): Promise<{ early: number; late: number }> {
  let calls = 0;
  const models = {
    chatChain: () => [model],
    judgeModel: () => model,
    language: (_: ModelSpec) => {
      calls++;
      throw new Error("no such model");
    },
  } as unknown as Models;
  const { promise: taken, resolve: free } = Promise.withResolvers<void>();
  const place = { tenantId: "other", priority: "interactive" } as const;
  const other = withPlace(model, place, () => taken);
  const done = work(models);
  await new Promise(setImmediate);
  const early = calls;
  free();
  await Promise.all([other, done]);
  return { early, late: calls };
}

describe("a provider that takes one call at a time", () => {
  it("is asked to condense a question when it has a place", async () => {
    const history = [
      { role: "user" as const, text: "How long is the parental leave in Norway?" },
      { role: "assistant" as const, text: "It lasts 49 weeks [1]." },
    ];
    const calls = await callsOf((models) => condenseQuestion(turn, history, { models, meter }));
    expect(calls).toEqual({ early: 0, late: expect.any(Number) });
    expect(calls.late).toBeGreaterThan(0);
  });

  it("is asked to judge sentences one after another", async () => {
    const chunk = { title: "Leave", headingPath: [], text: "It lasts 49 weeks." };
    const doubts = [0, 30].map((start) => ({ start, text: "It lasts 50 weeks.", chunks: [chunk] }));
    const writer = { end: vi.fn(), doubts: () => doubts, revise: vi.fn() };
    const draft = { writer, out: { status: vi.fn() } } as unknown as Parameters<typeof judgeDoubts>[1];
    const policy = { checks: { usesJudge: true } } as Parameters<typeof judgeDoubts>[2]["policy"];
    const calls = await callsOf((models) => judgeDoubts(turn, draft, { models, meter, policy }));
    expect(calls).toEqual({ early: 0, late: 2 });
  });
});
