/**
 * The fault matrix: whatever a provider does, whether one of them or all, the reader gets an answer or an honest lesser one, and every
 * call is in the ledger. Two fake providers are asked over real HTTP; only how long they are waited for is short.
 */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asSystem } from "../../db/client.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { makeTurn, unreadStream } from "../../db/testing/make-turn.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import type { BehaviourInput } from "../../e2e/fake-provider/script.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { answerQuestion } from "../answer-question.ts";
import { forgetFailures } from "../models/call-model.ts";
import { extractiveModel } from "../models/catalog.ts";
import { defaultPatience } from "../models/failover-policy.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import { modelSpec } from "../models/model-spec.ts";
import type { Answer, AnswerStream, Principal, Turn } from "../turn.ts";

let principal: Principal;
let alpha: FakeProvider;
let beta: FakeProvider;
/** An address at which nobody listens. */
let nobody: string;

beforeAll(async () => {
  principal = (await createTestTenant()).owner;
  const text =
    "# Travel policy\n\nA hotel may cost 140 euros a night. Claims are due within 30 days of the trip.";
  await ingestText(principal, { fileName: "policy.md", text });
  [alpha, beta] = await Promise.all([startFakeProvider(), startFakeProvider()]);
  const gone = await startFakeProvider();
  nobody = gone.url;
  await gone.close();
});
afterAll(() => Promise.all([alpha.close(), beta.close()]));
beforeEach(() => {
  forgetFailures();
  alpha.reset();
  beta.reset();
});

const large = modelSpec({
  provider: "alpha",
  name: "fake-large",
  kind: "chat",
  inputPrice: 1,
  outputPrice: 4,
});
const small = modelSpec({
  provider: "beta",
  name: "fake-small",
  kind: "chat",
  inputPrice: 1,
  outputPrice: 4,
});

/** Both providers and the built-in model, with little patience. `urls`: where each is, if not where it listens. */
function impatientModels(urls: Partial<Record<string, string>> = {}): Models {
  return {
    ...liveModels,
    chatChain: () => [large, small, extractiveModel],
    find: (id) => [large, small].find((model) => model.id === id) ?? liveModels.find(id),
    language(spec) {
      if (spec.provider === "builtin") return liveModels.language(spec);
      const url = urls[spec.provider] ?? (spec.provider === "alpha" ? alpha : beta).url;
      return createOpenAICompatible({ name: spec.provider, baseURL: `${url}/v1`, includeUsage: true })(
        spec.name,
      );
    },
    patience: {
      ...defaultPatience,
      firstTokenMs: 1_000,
      betweenTokensMs: 1_000,
      backoffMs: { initial: 1, max: 5 },
    },
  };
}

const question = "How much may a hotel cost?";
/** What a provider had shown before it failed, where it did so in the middle. */
const beginning = "A hotel may";

async function ask(models: Models, change: Partial<Turn> = {}, out: AnswerStream = unreadStream) {
  const turn = makeTurn(principal, question, { isRegenerated: true, ...change });
  const answer = await answerQuestion(turn, out, models);
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ modelId: string; outcome: string; attempt: number }>(
      `SELECT model_id AS "modelId", outcome, attempt FROM usage_events
       WHERE request_id = $1 AND feature = 'answer' ORDER BY attempt`,
      [turn.requestId],
    ),
  );
  return { answer, calls: rows };
}

type Failure = NonNullable<BehaviourInput["failure"]>;
const scripted = "A hotel may cost 140 euros a night [1].";

/** Each fault, and whether it leaves a beginning that the reader has seen. */
const faults: { name: string; failure: Failure | "refused"; hasBegun?: boolean }[] = [
  { name: "429", failure: { kind: "status", status: 429, retryAfterSeconds: 0 } },
  { name: "500", failure: { kind: "status", status: 500 } },
  { name: "connect refused", failure: "refused" },
  { name: "hang before the first token", failure: { kind: "hang" } },
  { name: "hang mid-stream", failure: { kind: "hang-mid-stream", afterTokens: 3 }, hasBegun: true },
  { name: "cut mid-stream", failure: { kind: "cut-mid-stream", afterTokens: 3 }, hasBegun: true },
  { name: "malformed stream", failure: { kind: "malformed-json", afterTokens: 0 } },
  { name: "malformed mid-stream", failure: { kind: "malformed-json", afterTokens: 3 }, hasBegun: true },
  { name: "empty answer", failure: { kind: "empty-answer" } },
  { name: "wrong content type", failure: { kind: "wrong-content-type" } },
];
const matrix = faults.flatMap((fault) => (["primary", "all"] as const).map((who) => ({ ...fault, who })));

function breakProviders(failure: Failure | "refused", who: "primary" | "all"): Models {
  const broken = who === "all" ? [alpha, beta] : [alpha];
  if (failure === "refused")
    return impatientModels(who === "all" ? { alpha: nobody, beta: nobody } : { alpha: nobody });
  for (const provider of broken) provider.script({ n: 0, answer: scripted, failure });
  return impatientModels();
}

/** What holds of every answer: it's whole, it's cited, and it says plainly what happened. */
function expectHonest(answer: Answer): void {
  expect(answer.status).toBe("complete");
  expect(answer.text).toContain("140 euros");
  expect(answer.citations.length).toBeGreaterThan(0);
  expect(answer.notices.length).toBeGreaterThan(0);
  for (const { text } of answer.notices) expect(text).not.toMatch(/Error|undefined|http|\bat \//);
}

describe("the fault matrix", () => {
  test.each(matrix)("$name, $who: the reader gets an answer", async ({ failure, hasBegun, who }) => {
    const { answer, calls } = await ask(breakProviders(failure, who));
    expectHonest(answer);
    expect(answer.modelId).toBe(who === "all" ? extractiveModel.id : small.id);
    expect(answer.notices[0]?.kind).toBe(who === "all" ? "degraded" : "failed_over");
    expect(calls.map(({ attempt }) => attempt)).toEqual(calls.map((_, i) => i + 1));
    expect(calls.at(-1)).toMatchObject({ modelId: answer.modelId, outcome: "ok" });
    expect(calls.slice(0, -1).map(({ outcome }) => outcome)).not.toContain("ok");
    if (!hasBegun) return expect(answer.notices.map(({ position }) => position)).toEqual([undefined]);
    expect(answer.text.startsWith(beginning)).toBe(true);
    expect(answer.notices[0]?.position).toBe(beginning.length);
  });
});

describe("a provider that fails", () => {
  test.each([
    ["a 400", { kind: "status", status: 400 }],
    ["a 401", { kind: "status", status: 401 }],
    ["a 403", { kind: "status", status: 403 }],
    ["a wait longer than anybody's patience", { kind: "status", status: 429, retryAfterSeconds: 60 }],
  ] as const)("isn't asked again after %s", async (_, failure) => {
    alpha.script({ n: 0, failure });
    const { answer, calls } = await ask(impatientModels());
    expect(calls.map(({ modelId }) => modelId)).toEqual([large.id, small.id]);
    expectHonest(answer);
  });

  test("once is asked again, and nobody hears of it", async () => {
    alpha.script({ failure: { kind: "status", status: 503 } });
    const { answer, calls } = await ask(impatientModels());
    expect(answer).toMatchObject({ modelId: large.id, notices: [] });
    expect(calls.map(({ modelId, outcome }) => [modelId, outcome])).toEqual([
      [large.id, "error"],
      [large.id, "ok"],
    ]);
  });

  test("again and again is passed by, until it has rested", async () => {
    alpha.script({ n: 0, failure: { kind: "status", status: 500 } });
    await ask(impatientModels());
    await ask(impatientModels());
    const before = alpha.requests().length;
    const { answer } = await ask(impatientModels());
    expect(alpha.requests()).toHaveLength(before);
    expect(answer).toMatchObject({ status: "complete", modelId: small.id });
    expect(answer.route?.reasons.at(-1)).toContain("failed too often");
  });

  test("in the middle is gone on from: the next is told what the reader has seen", async () => {
    alpha.script({ answer: scripted, failure: { kind: "cut-mid-stream", afterTokens: 3 } });
    const { answer } = await ask(impatientModels());
    expect(answer.text).toBe("A hotel may cost 140 euros a night [1].");
    expect(JSON.stringify(beta.requests()[0]?.body)).toContain(`<written>${beginning}</written>`);
  });
});

describe("an answer that breaks off with every model", () => {
  test("after all that could be quoted ends there, and says so without a seam", async () => {
    const answered = `${scripted} Besides that, breakfast`;
    alpha.script({ answer: answered, failure: { kind: "cut-mid-stream", afterTokens: 11 } });
    beta.script({ n: 0, failure: { kind: "status", status: 500 } });
    const { answer } = await ask(impatientModels());
    expect(answer.text).toBe("A hotel may cost 140 euros a night [1]. Besides that,");
    expect(answer.notices).toEqual([
      { kind: "degraded", text: expect.stringContaining("nothing more was found to quote") },
    ]);
  });
});

describe("an answer that cites nothing", () => {
  const uncited = "It may cost 140 euros.";

  test("is written again by a prompt that says so, and the first is withdrawn", async () => {
    const restarts: string[] = [];
    alpha.script({ answer: uncited });
    const out = { ...unreadStream, restart: ({ text }: { text: string }) => restarts.push(text) };
    const { answer, calls } = await ask(impatientModels(), {}, out);
    expect(answer.text).not.toContain(uncited);
    expect(answer.citations.length).toBeGreaterThan(0);
    expect(restarts).toEqual([expect.stringContaining("named no source")]);
    expect(calls).toHaveLength(2);
    const [first, second] = alpha.requests().map(({ body }) => JSON.stringify(body));
    expect(second).toContain("had no numbers of evidence in it");
    expect(first).not.toContain("had no numbers of evidence in it");
  });

  test("stands where the second is no better, or doesn't come", async () => {
    alpha.script({ n: 2, answer: uncited });
    expect((await ask(impatientModels())).answer.text).toBe(uncited);
    alpha.script([{ answer: uncited }, { failure: { kind: "status", status: 500 } }]);
    const { answer } = await ask(impatientModels());
    expect(answer).toMatchObject({ text: uncited, modelId: large.id });
    expect(answer.notices).toEqual([
      expect.objectContaining({ text: expect.stringContaining("names no source") }),
    ]);
  });
});

test("a reader who stops stops the waiting, too", async () => {
  const abort = new AbortController();
  alpha.script({ n: 0, answer: scripted, failure: { kind: "hang-mid-stream", afterTokens: 3 } });
  const out = { ...unreadStream, text: () => abort.abort() };
  const { answer, calls } = await ask(impatientModels(), { signal: abort.signal }, out);
  expect(answer).toMatchObject({ status: "stopped", text: expect.stringMatching(/^A/) });
  expect(calls).toEqual([expect.objectContaining({ outcome: "aborted" })]);
  expect(beta.requests()).toEqual([]);
});

describe("where every model fails", () => {
  const asked = { isRegenerated: false };
  const expire = () =>
    asSystem((tx) =>
      tx.$client.query(
        "UPDATE answer_cache SET expires_at = now() - interval '1 hour' WHERE tenant_id = $1",
        [principal.tenantId],
      ),
    );

  test("an answer given before to the same question is given again, though it has expired", async () => {
    alpha.script({ n: 0, answer: scripted });
    const { answer: first } = await ask(impatientModels(), asked);
    expect(first.notices).toEqual([]);
    await expire();
    const { answer, calls } = await ask(breakProviders("refused", "all"), asked);
    expect(answer).toMatchObject({ status: "complete", text: first.text, modelId: large.id });
    expect(answer.notices).toEqual([
      { kind: "cached", text: expect.stringMatching(/^No model can answer right now\./) },
    ]);
    expect(calls.filter(({ modelId }) => modelId === extractiveModel.id)).toEqual([]);
  });

  test("another question's answer isn't, and neither is one from before the documents changed", async () => {
    await expire();
    const other = await ask(breakProviders("refused", "all"), { ...asked, question: "When are claims due?" });
    expect(other.answer.modelId).toBe(extractiveModel.id);
    const text = "# Travel policy\n\nA hotel may cost 150 euros a night.";
    await ingestText(principal, { fileName: "new-policy.md", text });
    const changed = await ask(breakProviders("refused", "all"), asked);
    expect(changed.answer.modelId).toBe(extractiveModel.id);
  });
});
