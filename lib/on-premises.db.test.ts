import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, closePool } from "../db/client.ts";
import { changeModelRoles, createProvider, type ProviderModel } from "../db/model-providers.ts";
import { changeTenantPolicy } from "../db/tenant-policy.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import { makeTurn, unreadStream } from "../db/testing/make-turn.ts";
import { type FakeProvider, startFakeProvider } from "../e2e/fake-provider/fake-provider.ts";
import { ingestText } from "../ingestion/testing/ingest-text.ts";
import { answerQuestion } from "./answer-question.ts";
import { completeModel } from "./models/complete-model.ts";
import type { ModelKind } from "./models/model-spec.ts";
import { renewProviders } from "./models/provider-settings.ts";

/** One that every job would go to by itself, and one on premises that only answers. */
let away: FakeProvider;
let near: FakeProvider;
let tenant: TestTenant;

const models = (residency: "local" | "external", ...named: [ModelKind, string][]): ProviderModel[] =>
  named.map(([kind, name]) => ({
    ...completeModel({ kind, name }, { kind: "openai-compatible", residency }),
    dimensions: kind === "embedding" ? 256 : 0,
  }));

beforeAll(async () => {
  [away, near] = [await startFakeProvider(), await startFakeProvider()];
  const settings = { kind: "openai-compatible", concurrencyMax: null, chaosShare: 0 } as const;
  const keyless = { ...settings, sealedKey: null, keyHint: null };
  await createProvider({
    ...keyless,
    name: "away",
    baseUrl: `${away.url}/v1`,
    residency: "external",
    models: models(
      "external",
      ["chat", "fake-large"],
      ["chat", "fake-small"],
      ["embedding", "fake-embed"],
      ["rerank", "fake-rerank"],
      ["moderation", "fake-moderation"],
    ),
  });
  await createProvider({
    ...keyless,
    name: "near",
    baseUrl: `${near.url}/v1`,
    residency: "local",
    models: models("local", ["chat", "fake-large"]),
  });
  await changeModelRoles({
    chat: "away/fake-large",
    rerank: "away/fake-rerank",
    moderation: "away/fake-moderation",
    judge: "away/fake-small",
  });
  await renewProviders({ isUrgent: true });
  tenant = await createTestTenant();
  for (const [fileName, text] of [
    ["trains.md", "# Trains\n\nEmployees travel second class by train at night, too."],
    ["hotels.md", "# Hotels\n\nA hotel may cost 140 euros a night."],
  ] as const)
    await ingestText(tenant.owner, { fileName, text });
});
afterAll(async () => {
  await asSystem((tx) => tx.$client.query("DELETE FROM model_providers; DELETE FROM model_roles"));
  await Promise.all([away.close(), near.close()]);
  await closePool();
});

/** A follow-up, which is condensed, embedded, searched for, reranked, answered and, as the workspace wants it, moderated and judged. */
const ask = () => {
  const history = [
    { role: "user" as const, text: "Which class may I take by train?" },
    { role: "assistant" as const, text: "Second class." },
  ];
  const turn = makeTurn(tenant.owner, "And what may a hotel cost a night?", { history, isRegenerated: true });
  return answerQuestion(turn, unreadStream);
};
const pathsAt = (provider: FakeProvider) => new Set(provider.requests().map(({ path }) => path));

test("nothing of a turn leaves a workspace that is on premises only, whatever every job was given to", async () => {
  await changeTenantPolicy(tenant.owner, { models: { routesByDifficulty: false } }); // to the model that was chosen
  away.reset();
  await ask();
  const reached = pathsAt(away);
  for (const path of ["/v1/chat/completions", "/v1/embeddings", "/v1/rerank"])
    expect(reached).toContain(path);

  await changeTenantPolicy(tenant.owner, {
    models: { isOnPremisesOnly: true },
    guards: { usesModeration: true },
    checks: { usesJudge: true, supportMin: 0.5 },
  });
  away.reset();
  near.reset();
  const answer = await ask();
  expect(away.requests()).toEqual([]);
  expect(pathsAt(near)).toContain("/v1/chat/completions");
  expect(answer).toMatchObject({ status: "complete", modelId: "near/fake-large" });
  expect(answer.text).toContain("140 euros");
});
