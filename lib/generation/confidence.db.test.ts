/** A cheap model answers first; where it says that it isn't sure, a stronger one is asked, too. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asSystem } from "../../db/client.ts";
import { changeProvider, createProvider } from "../../db/model-providers.ts";
import { changeTenantPolicy } from "../../db/tenant-policy.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { makeTurn } from "../../db/testing/make-turn.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { answerQuestion } from "../answer-question.ts";
import { completeModel } from "../models/complete-model.ts";
import { renewProviders } from "../models/provider-settings.ts";
import { completionEvents } from "../run/chat-completion.ts";
import { startRun } from "../run/run.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { AnswerStream, Principal, Turn } from "../turn.ts";

const cheap = "our-vllm/fake-small";
const strong = "our-vllm/fake-large";
const first = "A hotel may cost 140 euros a night [1].";
const second = "It may cost 140 euros a night [1].";
const wrong = "It may cost 250 euros a night [1].";

let provider: FakeProvider;
let providerId: string;
let person: Principal;

beforeAll(async () => {
  provider = await startFakeProvider();
  const model = (name: string, price: number) => ({
    ...completeModel({ kind: "chat", name }, { kind: "openai-compatible", residency: "external" }),
    inputPrice: price,
    outputPrice: 4 * price,
  });
  providerId = await createProvider({
    name: "our-vllm",
    kind: "openai-compatible",
    baseUrl: `${provider.url}/v1`,
    sealedKey: null,
    keyHint: null,
    residency: "external",
    concurrencyMax: null,
    chaosShare: 0,
    models: [model("fake-small", 1), model("fake-large", 10)],
  });
  person = (await createTestTenant()).owner;
  await ingestText(person, { fileName: "rules.md", text: "# Travel\n\nA hotel may cost 140 euros a night." });
});
afterAll(async () => {
  await asSystem((tx) => tx.$client.query("DELETE FROM model_providers"));
  await provider.close();
});

const setModels = (models: Partial<TenantPolicy["models"]>) =>
  changeTenantPolicy(person, { models: { cheap, strong, ...models } });
const setLogprobs = async (givesLogprobs: boolean) => {
  await changeProvider(providerId, { givesLogprobs });
  await renewProviders({ isUrgent: true });
};
/** What each model writes, and what it says of each of its tokens. */
function scriptAnswers(logprob: number | null, strongText = second) {
  provider.script([
    { match: { model: "fake-small" }, n: 0, answer: first, logprob },
    { match: { model: "fake-large" }, n: 0, answer: strongText },
  ]);
}

let shown: string[];
const out: AnswerStream = {
  status: () => undefined,
  text: (delta) => void shown.push(delta),
  citation: () => undefined,
  verdict: () => undefined,
  notice: () => undefined,
  filters: () => undefined,
  usage: () => undefined,
  restart: () => void shown.push("RESTART"),
};
beforeEach(async () => {
  shown = [];
  provider.reset();
  await setLogprobs(true);
  await setModels({ confidenceMin: 0.6 });
});

const ask = (part: Partial<Turn> = {}) => {
  const turn = makeTurn(person, "How much may a hotel cost?", { isRegenerated: true, ...part });
  return answerQuestion(turn, out).then((answer) => ({ turn, answer }));
};
/** The models asked for an answer, in order, and whether each was asked how sure it is. */
const asked = () =>
  provider.requests().map(({ body }) => {
    const { model, logprobs } = body as { model: string; logprobs?: boolean };
    return logprobs ? `${model} sure?` : model;
  });

async function paid(turn: Turn): Promise<string[]> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ call: string }>(
      `SELECT model_id || ' ' || outcome || CASE WHEN cost_micro_usd > 0 THEN ' paid' ELSE '' END AS call
       FROM usage_events WHERE request_id = $1 AND feature = 'answer' ORDER BY at, id`,
      [turn.requestId],
    ),
  );
  return rows.map(({ call }) => call);
}

describe("an answer of which its model isn't sure", () => {
  test("is written again by the stronger model, both are paid for, and the trace says why", async () => {
    scriptAnswers(Math.log(0.4));
    const { turn, answer } = await ask();
    expect(answer).toMatchObject({ text: second, modelId: strong, status: "complete" });
    expect(answer.notices).toMatchObject([
      { kind: "rewritten", text: expect.stringContaining("wasn't sure") },
    ]);
    expect(answer.route?.confidence).toBeCloseTo(0.4);
    expect(answer.route?.reasons.at(-1)).toBe(
      `The confidence of ${cheap} in its answer is 0.40; below 0.60 a stronger model is asked, too.`,
    );
    expect(await paid(turn)).toEqual([`${cheap} ok paid`, `${strong} ok paid`]);
    expect(asked()).toEqual(["fake-small sure?", "fake-large"]);
    const { rows } = await asSystem((tx) =>
      tx.$client.query("SELECT route FROM messages WHERE id = $1", [turn.answerId]),
    );
    expect(rows[0]?.route).toEqual(answer.route);
  });

  test("is shown while it's written: nothing waits to hear how sure the model was", async () => {
    scriptAnswers(Math.log(0.4));
    await ask();
    const words = first.match(/\s*\S+/g) ?? [];
    expect(shown.indexOf("RESTART")).toBeGreaterThan(3);
    expect(shown.slice(0, shown.indexOf("RESTART")).join("")).toBe(words.join(""));
  });

  test("stands where less of the stronger model's is supported", async () => {
    scriptAnswers(Math.log(0.4), wrong);
    const { answer } = await ask();
    expect(answer).toMatchObject({ text: first, modelId: cheap, notices: [] });
    expect(shown).not.toContain("RESTART");
  });

  test("isn't streamed to a client of the API before it's final", async () => {
    scriptAnswers(Math.log(0.4));
    const { signal: _, ...admitted } = makeTurn(person, "How much may a hotel cost?", {
      isRegenerated: true,
      source: "api",
    });
    const run = await startRun(admitted);
    const sent = await new Response(completionEvents(run, { includesUsage: false })).text();
    const contents = [...sent.matchAll(/"content":"([^"]*)"/g)].map(([, content]) => content);
    expect(contents.filter(Boolean)).toEqual([second]);
  });
});

describe("nothing is different", () => {
  test("where the model is sure, but for what the trace says", async () => {
    scriptAnswers(Math.log(0.9));
    const { answer } = await ask();
    expect(answer).toMatchObject({ text: first, modelId: cheap, notices: [] });
    expect(answer.route?.confidence).toBeCloseTo(0.9);
    expect(asked()).toEqual(["fake-small sure?"]);
  });

  test("where the provider doesn't say, or isn't said to", async () => {
    scriptAnswers(null);
    expect((await ask()).answer.route).not.toHaveProperty("confidence");
    await setLogprobs(false);
    scriptAnswers(Math.log(0.1));
    const { answer } = await ask();
    expect(answer).toMatchObject({ text: first, modelId: cheap });
    expect(answer.route).not.toHaveProperty("confidence");
    expect(asked()).toEqual(["fake-small sure?", "fake-small"]);
  });

  test("where the tenant has no threshold, which is the default, or the reader asked for the model", async () => {
    scriptAnswers(Math.log(0.1));
    await setModels({ confidenceMin: 0 });
    expect((await ask()).answer.modelId).toBe(cheap);
    await setModels({ confidenceMin: 0.6 });
    expect((await ask({ model: cheap })).answer.modelId).toBe(cheap);
    expect(asked()).toEqual(["fake-small", "fake-small"]);
  });
});
