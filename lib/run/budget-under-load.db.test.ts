import { fork } from "node:child_process";
import { once } from "node:events";
import { beforeEach, describe, expect, test } from "vitest";
import { asSystem } from "../../db/client.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { makeTurn, unreadStream } from "../../db/testing/make-turn.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { chooseOutputTokens } from "../admission/choose-output-tokens.ts";
import { sumOf, worstCase } from "../admission/worst-case.ts";
import { answerQuestion } from "../answer-question.ts";
import { extractiveModel } from "../models/catalog.ts";
import { answerMicroUsd, paidModel, paidModels } from "../models/testing/paid-models.ts";
import { defaultTenantPolicy } from "../tenant-policy.ts";
import type { Principal } from "../turn.ts";

const question = "How much may a hotel cost?";
const questions = 200;
const admitted = 20;
/** Two hundred questions take ten seconds on an idle machine with the embedded database. */
const timeoutMs = 300_000;

let principal: Principal;
let cap: number;

beforeEach(async () => {
  principal = (await createTestTenant()).owner;
  await ingestText(principal, {
    fileName: "policy.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night.",
  });
  const turn = { question, history: [] };
  const models = paidModels("", async () => undefined);
  const worst = worstCase({
    turn,
    candidates: [paidModel, extractiveModel],
    embeddingModelIds: [],
    models,
    outputTokens: chooseOutputTokens(question),
    policy: defaultTenantPolicy,
    isJudged: true,
  });
  cap = admitted * sumOf(worst).microUsd;
  await query("UPDATE tenants SET monthly_budget_micro_usd = $2 WHERE id = $1", [principal.tenantId, cap]);
});

const query = (text: string, values: unknown[] = []) => asSystem((tx) => tx.$client.query(text, values));

async function standing(): Promise<{ spent: number; lost: number; holds: number; ledger: number }> {
  const { rows } = await query(
    `SELECT (SELECT sum(spent_micro_usd) FROM budget_periods WHERE tenant_id = $1)::int AS spent,
            (SELECT sum(lost_micro_usd) FROM budget_periods WHERE tenant_id = $1)::int AS lost,
            (SELECT count(*) FROM budget_holds WHERE tenant_id = $1)::int AS holds,
            (SELECT coalesce(sum(cost_micro_usd), 0) FROM usage_events WHERE tenant_id = $1)::int AS ledger`,
    [principal.tenantId],
  );
  return rows[0];
}

const ask = (models = paidModels("A hotel may cost 140 euros a night [1].", async () => undefined)) =>
  answerQuestion(makeTurn(principal, question, { isRegenerated: true }), unreadStream, models);

describe(`${questions} questions at once under a cap that admits ${admitted}`, () => {
  test(
    "spend what is admitted, are refused else, and leave nothing reserved",
    async () => {
      const { promise: allAsked, resolve } = Promise.withResolvers<void>();
      const models = paidModels("A hotel may cost 140 euros a night [1].", () => allAsked);
      let refused = 0;
      const asked = await Promise.allSettled(
        Array.from({ length: questions }, () =>
          ask(models).catch((error: unknown) => {
            refused++;
            if (refused === questions - admitted) resolve();
            throw error;
          }),
        ),
      );
      const refusals = asked.filter((result) => result.status === "rejected");
      expect(refusals).toHaveLength(questions - admitted);
      for (const { reason } of refusals)
        expect(reason).toMatchObject({ code: "budget_exhausted", status: 429 });
      const spent = admitted * answerMicroUsd;
      expect(spent).toBeLessThanOrEqual(cap);
      expect(await standing()).toEqual({ spent, lost: 0, holds: 0, ledger: spent });
    },
    timeoutMs,
  );

  test(
    "pass no cap and leave nothing reserved where their process is killed",
    async () => {
      const orders = [JSON.stringify(principal), String(questions), String(admitted)];
      const script = new URL("./testing/ask-until-killed.ts", import.meta.url);
      const asking = fork(script, orders, { stdio: "ignore", execArgv: [] });
      await once(asking, "message"); // it holds all that the cap admits
      expect(await standing()).toMatchObject({ spent: 0, holds: admitted });
      asking.kill("SIGKILL");
      await once(asking, "exit");
      await expect(ask()).rejects.toMatchObject({ code: "budget_exhausted" }); // as long as it might still be alive
      await query("UPDATE budget_holds SET expires_at = now() WHERE tenant_id = $1", [principal.tenantId]);
      await expect(ask()).rejects.toMatchObject({ code: "budget_exhausted" }); // nobody knows what it spent
      expect(await standing()).toEqual({ spent: cap, lost: cap, holds: 0, ledger: 0 });
    },
    timeoutMs,
  );
});
