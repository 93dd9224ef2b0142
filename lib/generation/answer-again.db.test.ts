/** What a tenant's policy on checks does to an answer, from the question to what is saved. */
import { MockLanguageModelV4, simulateReadableStream } from "ai/test";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asSystem } from "../../db/client.ts";
import { loadMessages } from "../../db/messages.ts";
import { changeTenantPolicy } from "../../db/tenant-policy.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { makeTurn } from "../../db/testing/make-turn.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { answerQuestion } from "../answer-question.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import { completion, completionEvents } from "../run/chat-completion.ts";
import { followRun } from "../run/follow-run.ts";
import { startRun } from "../run/run.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { AnswerStream, Principal } from "../turn.ts";

const handbook = "# Travel\n\nA hotel may cost 140 euros a night. Claims are due within 30 days of the trip.";
const question = "How much may a hotel cost?";
const wrong = "A hotel may cost 250 euros a night [1].";
const right = "A hotel may cost 140 euros a night [1].";
/** In other words, so that the check by words isn't sure of it. */
const doubtful = "Lodging expenses reimbursed by employers reach 140 euros [1].";

let principal: Principal;
beforeAll(async () => {
  principal = (await createTestTenant()).owner;
  await ingestText(principal, { fileName: "handbook.md", text: handbook });
  await changeTenantPolicy(principal, { models: { routesByDifficulty: false } });
});

const setChecks = (checks: Partial<TenantPolicy["checks"]>) => changeTenantPolicy(principal, { checks });

let shown: string;
let seen: string[];
const out: AnswerStream = {
  status: () => undefined,
  text(delta) {
    shown += delta;
  },
  citation: () => undefined,
  verdict: ({ verdict, start }) => seen.push(`verdict-${start} ${verdict}`),
  notice: ({ kind }) => seen.push(`notice ${kind}`),
  filters: () => undefined,
  usage: () => undefined,
  restart({ kind }) {
    shown = "";
    seen.push(`restart ${kind}`);
  },
};
beforeEach(() => {
  shown = "";
  seen = [];
});

const cheap: ModelSpec = {
  ...extractiveModel,
  id: "test/cheap",
  provider: "openai",
  name: "cheap",
  inputPrice: 1,
  outputPrice: 4,
};
const strong: ModelSpec = { ...cheap, id: "test/strong", name: "strong", inputPrice: 10, outputPrice: 40 };
const judge: ModelSpec = { ...cheap, id: "test/judge", name: "judge" };

const usage = {
  inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 10, text: 10, reasoning: 0 },
};

/** Models of which each writes what it's given, or fails. */
function modelsThatWrite(texts: Record<string, string | Error>): Models {
  const language = (id: string) => {
    const text = texts[id];
    return new MockLanguageModelV4({
      doStream: async () => {
        if (typeof text !== "string") throw text ?? new Error("not to be called");
        const deltas = text.match(/\s*\S+/g) ?? [];
        return {
          stream: simulateReadableStream({
            chunks: [
              { type: "text-start" as const, id: "1" },
              ...deltas.map((delta) => ({ type: "text-delta" as const, id: "1", delta })),
              { type: "text-end" as const, id: "1" },
              { type: "finish" as const, finishReason: { unified: "stop" as const, raw: "stop" }, usage },
            ],
          }),
        };
      },
      doGenerate: async () => {
        if (typeof text !== "string") throw text ?? new Error("not to be called");
        const content = [{ type: "text" as const, text }];
        return { content, finishReason: { unified: "stop" as const, raw: "stop" }, usage, warnings: [] };
      },
    });
  };
  return {
    ...liveModels,
    chatChain: () => [cheap, strong],
    judgeModel: () => (texts[judge.id] === undefined ? null : judge),
    language: (spec) => (spec.id === extractiveModel.id ? liveModels.language(spec) : language(spec.id)),
  };
}

const turn = () => makeTurn(principal, question, { isRegenerated: true });

async function ledger(requestId: string): Promise<string[]> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ call: string }>(
      "SELECT feature || ' ' || model_id || ' ' || outcome AS call FROM usage_events WHERE request_id = $1 ORDER BY at, id",
      [requestId],
    ),
  );
  return rows
    .map(({ call }) => call)
    .filter((call) => !call.includes("builtin/") || call.startsWith("answer"));
}

describe("an answer of which too little is supported", () => {
  test("stands, marked, where the tenant asks for no more", async () => {
    await setChecks({ supportMin: 0.8, onUnsupported: "mark" });
    const answer = await answerQuestion(turn(), out, modelsThatWrite({ [cheap.id]: wrong }));
    expect(answer).toMatchObject({ text: wrong, supportShare: 0, modelId: cheap.id });
    expect(seen).not.toContain("restart rewritten");
  });

  test("is withdrawn for a stronger model's, and both are paid for", async () => {
    await setChecks({ supportMin: 0.8, onUnsupported: "stronger" });
    const asked = turn();
    const models = modelsThatWrite({ [cheap.id]: wrong, [strong.id]: right });
    const answer = await answerQuestion(asked, out, models);
    expect(answer).toMatchObject({ text: right, supportShare: 1, modelId: strong.id, status: "complete" });
    expect(shown).toBe(right);
    expect(seen.filter((part) => part.startsWith("restart"))).toEqual(["restart rewritten"]);
    expect(answer.notices.map(({ kind }) => kind)).toEqual(["rewritten"]);
    expect(await ledger(asked.requestId)).toEqual([`answer ${cheap.id} ok`, `answer ${strong.id} ok`]);

    const [, saved] = await loadMessages(principal, asked.conversationId);
    expect(saved?.parts.find((part) => part.type === "text")?.text).toBe(right);
    expect(saved?.parts.filter((part) => part.type === "data-citation")).toHaveLength(1);
  });

  test("stands where the stronger model's is no better, or where that model fails", async () => {
    await setChecks({ supportMin: 0.8, onUnsupported: "stronger" });
    const worse = "A hotel may cost 999 euros a night [1].";
    for (const second of [worse, new Error("down")]) {
      seen = [];
      const models = modelsThatWrite({ [cheap.id]: wrong, [strong.id]: second });
      const answer = await answerQuestion(turn(), out, models);
      expect(answer).toMatchObject({ text: wrong, modelId: cheap.id, status: "complete", notices: [] });
      expect(seen).not.toContain("restart rewritten");
    }
  });

  test("is replaced by the documents' own sentences where the tenant wants that", async () => {
    await setChecks({ supportMin: 0.8, onUnsupported: "extractive" });
    const answer = await answerQuestion(turn(), out, modelsThatWrite({ [cheap.id]: wrong }));
    expect(answer).toMatchObject({ modelId: extractiveModel.id, supportShare: 1 });
    expect(answer.text).toContain("140 euros");
    expect(shown).toBe(answer.text);
  });

  test("that cites nothing counts as unsupported, and an abstention doesn't", async () => {
    await setChecks({ supportMin: 0.5, onUnsupported: "extractive" });
    const uncited = await answerQuestion(turn(), out, modelsThatWrite({ [cheap.id]: "About 250 euros." }));
    expect(uncited.modelId).toBe(extractiveModel.id);
    const abstention = "The documents don't answer this question.";
    const abstained = await answerQuestion(turn(), out, modelsThatWrite({ [cheap.id]: abstention }));
    expect(abstained).toMatchObject({ status: "abstained", modelId: cheap.id });
  });

  test("that is supported well enough is left alone", async () => {
    await setChecks({ supportMin: 0.5, onUnsupported: "stronger" });
    const half = `${right} ${wrong}`;
    const answer = await answerQuestion(turn(), out, modelsThatWrite({ [cheap.id]: half }));
    expect(answer).toMatchObject({ text: half, supportShare: 0.5 });
  });
});

describe("a withdrawn answer", () => {
  const models = () => modelsThatWrite({ [cheap.id]: `${wrong} ${wrong}`, [strong.id]: right });

  test("isn't shown to readers who come late, and live ones are told", async () => {
    await setChecks({ supportMin: 0.8, onUnsupported: "stronger" });
    const { signal: _, ...admitted } = turn();
    const run = await startRun(admitted, models());
    const live = run.read();
    await run.answer;
    const textOf = async (stream: ReadableStream) => {
      let text = "";
      let isTold = false;
      const ids = new Set<string>();
      for await (const part of stream as unknown as AsyncIterable<Record<string, string>>) {
        if (part.type === "data-restart") {
          text = "";
          isTold = true;
        }
        if (part.type === "text-delta") text += part.delta;
        if (part.type === "data-citation") ids.add(`${isTold} ${part.id}`);
      }
      return { text, isTold, ids: [...ids] };
    };
    const early = await textOf(live);
    expect(early).toMatchObject({ text: right, isTold: true });
    expect(early.ids).toEqual(["false citation-0", "false citation-1", "true citation-0-1"]);
    expect(await textOf(run.read())).toEqual({ text: right, isTold: true, ids: ["true citation-0-1"] });
    expect(await followRun(principal, admitted.conversationId)).toBeUndefined();
  });

  test("never reaches a client of the API, whose text comes when it's checked", async () => {
    await setChecks({ supportMin: 0.8, onUnsupported: "stronger" });
    const { signal: _, ...admitted } = turn();
    const run = await startRun(admitted, models());
    const events = completionEvents(run, { includesUsage: false });
    const chunks = (await new Response(events).text())
      .split("\n\n")
      .filter((line) => line.startsWith("data: {"))
      .map((line) => JSON.parse(line.slice("data: ".length)));
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
    expect(text).toBe(right);
    expect(chunks.at(-1).choices[0].delta.support).toEqual({ share: 1, supported: 1, unsupported: 0 });
    expect(await completion(run)).toMatchObject({
      choices: [{ message: { content: right, support: { share: 1 } } }],
    });
  });
});

describe("a judge", () => {
  test("is asked about the sentences of which words can't tell, and its verdict takes the place of theirs", async () => {
    await setChecks({ supportMin: 0, onUnsupported: "mark", usesJudge: true });
    const asked = turn();
    const models = modelsThatWrite({
      [cheap.id]: `${right} ${doubtful}`,
      [judge.id]: "It says the same.\nVERDICT: supported",
    });
    const answer = await answerQuestion(asked, out, models);
    expect(seen).toEqual(["verdict-0 supported", "verdict-40 unsupported", "verdict-40 supported"]);
    expect(answer).toMatchObject({ supportShare: 1 });
    expect(answer.verdicts[1]?.reason).toContain("second model");
    expect(answer.citations.map(({ verdict }) => verdict)).toEqual(["supported", "supported"]);
    expect(await ledger(asked.requestId)).toEqual([`answer ${cheap.id} ok`, `judge ${judge.id} ok`]);
  });

  test("that fails, or says nothing that can be read, leaves the verdict by words", async () => {
    await setChecks({ supportMin: 0, onUnsupported: "mark", usesJudge: true });
    for (const reply of [new Error("down"), "I'd rather not say."]) {
      const models = modelsThatWrite({ [cheap.id]: doubtful, [judge.id]: reply });
      const answer = await answerQuestion(turn(), out, models);
      expect(answer).toMatchObject({ status: "complete", supportShare: 0 });
    }
  });

  test("isn't asked where the tenant doesn't want one", async () => {
    await setChecks({ supportMin: 0, onUnsupported: "mark", usesJudge: false });
    const asked = turn();
    const models = modelsThatWrite({ [cheap.id]: doubtful, [judge.id]: "VERDICT: supported" });
    expect(await answerQuestion(asked, out, models)).toMatchObject({ supportShare: 0 });
    expect(await ledger(asked.requestId)).toEqual([`answer ${cheap.id} ok`]);
  });
});
