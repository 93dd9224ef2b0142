import { beforeAll, describe, expect, it } from "vitest";
import {
  findAnswersLike,
  listCachedAnswers,
  purgeCachedAnswers,
  saveAnswerByKey,
} from "../../db/answer-cache.ts";
import { asSystem } from "../../db/client.ts";
import type { SearchScope } from "../../db/search.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { makeTurn } from "../../db/testing/make-turn.ts";
import { answerOf, traceOf } from "../../db/testing/plant-canaries.ts";
import { extractiveModel } from "../models/catalog.ts";
import { liveModels } from "../models/live-models.ts";
import { startMeter } from "../models/meter.ts";
import type { TracedCandidate } from "../search.ts";
import { defaultTenantPolicy, type TenantPolicy } from "../tenant-policy.ts";
import type { Answer, Principal, Turn } from "../turn.ts";
import { openAnswerCache } from "./answer-cache.ts";

let ours: TestTenant;
let theirs: TestTenant;
beforeAll(async () => {
  ours = await createTestTenant();
  theirs = await createTestTenant();
});

/** Of a turn that cost two tenths of a cent. */
function toolsFor(principal: Principal) {
  const meter = startMeter({ principal, requestId: "test" });
  const used = { inputTokens: 1, outputTokens: 1, costMicroUsd: 2000, totalMs: 1 };
  meter.record({ feature: "answer", model: extractiveModel, outcome: "ok", ...used });
  return { models: liveModels, meter };
}

const collection = (collectionId: string, version = 1): SearchScope => ({
  collectionId,
  version,
  embeddingModel: "builtin/hash-embed",
  embeddingDimensions: 384,
  language: null,
  languages: ["eng"],
});

/** Whoever asks, over the collections that they may read, with all else as it is unless said otherwise. */
const openFor = (
  principal: Principal,
  scope: SearchScope[],
  change: Partial<Turn> = {},
  policy: TenantPolicy = defaultTenantPolicy,
) => {
  const guarded = { background: { memories: change.memories ?? [] } };
  const context = { policy, scope, candidates: [extractiveModel], guarded };
  return openAnswerCache(makeTurn(principal, "", change), context, toolsFor(principal));
};

/** Asks, is answered, and leaves the answer in the cache. */
async function answer(
  principal: Principal,
  scope: SearchScope[],
  question: string,
  change: Partial<Turn> = {},
) {
  const cache = openFor(principal, scope, change);
  expect(await cache.find(question)).toBeNull();
  await cache.keep({ ...answerOf("An answer", ""), evidenceDocumentIds: [], text: `Answer to: ${question}` });
}

describe("the answer cache", () => {
  it("gives an answer again to the same question, in other words too, and says what that saved", async () => {
    const scope = [collection(crypto.randomUUID())];
    await answer(ours.owner, scope, "What is the notice period?");
    for (const question of ["what is the  notice period?", "Could you please tell me the notice period"]) {
      const cache = openFor(ours.member, scope);
      const found = await cache.find(question);
      expect(cache.hit()).toMatchObject({ kind: "exact", savedMicroUsd: 2000 });
      expect(found?.text).toBe("Answer to: What is the notice period?");
      expect(found?.notices.at(-1)).toMatchObject({
        kind: "cached",
        text: expect.stringContaining("$0.0020"),
      });
    }
    const { entries } = await listCachedAnswers(ours.owner, { search: "notice", limit: 10 });
    expect(entries[0]).toMatchObject({ costMicroUsd: 2000 });
  });

  it.each([
    ["another year", "What was the revenue in 2023?", "What was the revenue in 2024?"],
    ["another name", "What does Alice Smith earn a month?", "What does Alice Jones earn a month?"],
    [
      "another name in lower case",
      "what does alice smith earn a month",
      "what does alice jones earn a month",
    ],
    [
      "a negation",
      "Which of the parts are covered by the warranty?",
      "Which of the parts are not covered by the warranty?",
    ],
    ["another date", "What is due on 3 March 2026?", "What is due on 4 March 2026?"],
    ["the other way round", "How far is it from Berlin to Paris?", "How far is it from Paris to Berlin?"],
  ])("never gives it to a question with %s", async (_, asked, other) => {
    const scope = [collection(crypto.randomUUID())];
    await answer(ours.owner, scope, asked);
    expect(await openFor(ours.owner, scope).find(other)).toBeNull();
  });

  it("holds nothing for other rights, another state of the documents, or another way of answering", async () => {
    const [open, closed] = [crypto.randomUUID(), crypto.randomUUID()];
    const scope = [collection(open), collection(closed)];
    const question = "What is the notice period?";
    await answer(ours.owner, scope, question);
    expect(await openFor(ours.owner, scope).find(question)).not.toBeNull();
    expect(await openFor(ours.owner, [collection(open)]).find(question)).toBeNull();
    expect(await openFor(ours.owner, [collection(open), collection(closed, 2)]).find(question)).toBeNull();
    expect(await openFor(ours.owner, scope, { model: "builtin/extractive" }).find(question)).toBeNull();
    expect(await openFor(ours.owner, scope, { filters: { kinds: ["pdf"] } }).find(question)).toBeNull();
    const strict = { ...defaultTenantPolicy, checks: { ...defaultTenantPolicy.checks, supportMin: 1 } };
    expect(await openFor(ours.owner, scope, {}, strict).find(question)).toBeNull();
    expect(await openFor(ours.owner, scope, { isRegenerated: true }).find(question)).toBeNull();
  });

  it("knows how the evidence was found, and nothing of what didn't become evidence", async () => {
    const scope = [collection(crypto.randomUUID())];
    const question = "What is the notice period?";
    const cache = openFor(ours.owner, scope);
    await cache.find(question);
    const unseen = { documentId: "d", bm25: null, vector: null, fused: null, reranked: null, features: null };
    const candidates: TracedCandidate[] = [
      { ...unseen, chunkId: "evidence", outcome: "packed", n: 1 },
      { ...unseen, chunkId: "left out", outcome: "below_cut", n: null },
    ];
    await cache.keep({
      ...answerOf("An answer", ""),
      evidenceDocumentIds: [],
      trace: { ...traceOf(question), candidates },
    });
    const found = await openFor(ours.member, scope).find(question);
    expect(found?.trace).toEqual({ ...traceOf(question), candidates: [candidates[0]] });
  });

  it("neither gives an answer to somebody who has something remembered nor keeps theirs", async () => {
    const scope = [collection(crypto.randomUUID())];
    const question = "How many days of leave do I have?";
    const memories = ["Works in the Zurich office."];
    await answer(ours.owner, scope, question, { memories });
    expect(await openFor(ours.owner, scope).find(question)).toBeNull();
    await answer(ours.owner, scope, question);
    expect(await openFor(ours.member, scope, { memories }).find(question)).toBeNull();
    expect(await openFor(ours.member, scope).find(question)).not.toBeNull();
  });

  it("outlives a change of the policy that shapes no answer, such as whom an alert goes to", async () => {
    const scope = [collection(crypto.randomUUID())];
    const question = "What is the notice period?";
    await answer(ours.owner, scope, question);
    const findWith = (policy: TenantPolicy) => openFor(ours.owner, scope, {}, policy).find(question);
    const { alerts, records, budget, guards } = defaultTenantPolicy;
    const elsewhere = {
      ...defaultTenantPolicy,
      alerts: { ...alerts, emails: ["admin@example.org"] },
      records: { ...records, textDays: 7 },
      budget: { ...budget, warnShare: 0.5 },
    };
    expect(await findWith(elsewhere)).not.toBeNull();
    const stricter = { ...defaultTenantPolicy, guards: { ...guards, masksPersonalDataInAnswers: true } };
    expect(await findWith(stricter)).toBeNull();
  });

  it("is shared neither across tenants nor across differing rights to read, in a thousand pairs", {
    timeout: 120_000,
  }, async () => {
    const collections = Array.from({ length: 6 }, () => crypto.randomUUID());
    const rights = Array.from({ length: 33 }, (_, i) =>
      collections.filter((_, bit) => (i + 1) & (1 << bit)).map((id) => collection(id)),
    );
    const question = "How many days of leave are there?";
    let pairs = 0;
    for (const [i, scope] of rights.entries()) {
      await purgeCachedAnswers(ours.owner);
      await answer(ours.owner, scope, question);
      expect(await openFor(ours.member, scope).find(question)).not.toBeNull();
      expect(await openFor(theirs.owner, scope).find(question)).toBeNull();
      for (const [j, other] of rights.entries()) {
        if (i === j) continue;
        expect(await openFor(ours.member, other).find(question)).toBeNull();
        pairs += 1;
      }
    }
    expect(pairs).toBeGreaterThan(1000);
  });

  it("keeps an answer that was written again where its sentences bear it out, and gives it without a word of that", async () => {
    const scope = [collection(crypto.randomUUID())];
    const policy = { ...defaultTenantPolicy, checks: { ...defaultTenantPolicy.checks, supportMin: 0.8 } };
    const rewritten = { kind: "rewritten" as const, text: "It was written again." };
    const again = { ...answerOf("An answer", ""), evidenceDocumentIds: [], modelId: "test/strong" };
    const isKept = async (change: Partial<Answer>) => {
      const question = `What is ${crypto.randomUUID()}?`;
      const cache = openFor(ours.owner, scope, {}, policy);
      await cache.find(question);
      await cache.keep({ ...again, notices: [rewritten], supportShare: 1, ...change });
      return openFor(ours.member, scope, {}, policy).find(question);
    };
    expect((await isKept({}))?.notices.map(({ kind }) => kind)).toEqual(["cached"]);
    expect(await isKept({ supportShare: 0.5 })).toBeNull();
    expect(await isKept({ supportShare: null })).toBeNull();
    expect(await isKept({ modelId: extractiveModel.id })).toBeNull(); // the next model may do better than quotes
    expect(
      await isKept({ notices: [rewritten, { kind: "failed_over", text: "Another went on." }] }),
    ).toBeNull();
  });

  it("compares a question with those whose vectors are as long as its own", async () => {
    const about = { scopeKey: crypto.randomUUID(), embeddingModel: "test/model", question: "Where?" };
    for (const embedding of [
      [1, 0],
      [1, 0, 0],
    ])
      await saveAnswerByKey(ours.owner, {
        ...about,
        key: crypto.randomUUID(),
        embedding,
        answer: { ...answerOf("An answer", ""), evidenceDocumentIds: [] },
        costMicroUsd: 0,
      });
    const like = { ...about, embedding: [1, 0, 0], similarityMin: 0.9 };
    expect(await findAnswersLike(ours.owner, like)).toHaveLength(1);
  });

  it("has an answer as a spare when it has expired, also where others were kept after that", async () => {
    const scope = [collection(crypto.randomUUID())];
    const question = "What is the notice period?";
    await answer(ours.owner, scope, question);
    await asSystem((tx) =>
      tx.$client.query(
        "UPDATE answer_cache SET expires_at = now() - interval '6 days' WHERE tenant_id = $1",
        [ours.tenantId],
      ),
    );
    await answer(ours.owner, scope, "How many days of leave are there?");
    const cache = openFor(ours.member, scope);
    expect(await cache.find(question)).toBeNull();
    expect((await cache.findSpare())?.text).toBe(`Answer to: ${question}`);
  });

  it("keeps nothing of a follow-up, which what was said before has shaped", async () => {
    const scope = [collection(crypto.randomUUID())];
    const followUp = { history: [{ role: "user" as const, text: "What is the notice period?" }] };
    await answer(ours.owner, scope, "What is the notice period for managers?", followUp);
    expect(await openFor(ours.owner, scope).find("What is the notice period for managers?")).toBeNull();
  });
});
