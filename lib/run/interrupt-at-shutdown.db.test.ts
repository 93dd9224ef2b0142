import { execFile } from "node:child_process";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "../../db/client.ts";
import { createTestTenant } from "../../db/testing/create-test-tenant.ts";
import { makeTurn } from "../../db/testing/make-turn.ts";
import { type FakeProvider, startFakeProvider } from "../../e2e/fake-provider/fake-provider.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { finishAfterwards } from "../afterwards.ts";
import { paidModels } from "../models/testing/paid-models.ts";
import type { Principal } from "../turn.ts";
import { interruptRuns, startRun } from "./run.ts";

let provider: FakeProvider;
let person: Principal;
beforeAll(async () => {
  provider = await startFakeProvider();
  person = (await createTestTenant()).owner;
  await ingestText(person, {
    fileName: "policy.md",
    text: "# Travel\n\nA hotel may cost 140 euros a night.",
  });
  await query("UPDATE tenants SET monthly_budget_micro_usd = 1000000000 WHERE id = $1", [person.tenantId]);
});
afterAll(() => provider.close());

const query = (text: string, values: unknown[] = []) => asSystem((tx) => tx.$client.query(text, values));

test("an answer is saved as far as it came when its process ends, with its record and what it cost, and its reader is told", async () => {
  provider.script({
    answer: "A hotel may cost 140 euros a night [1].",
    failure: { kind: "hang-mid-stream", afterTokens: 4 },
  });
  const fake = createOpenAICompatible({ name: "fake", baseURL: `${provider.url}/v1` });
  const models = { ...paidModels("", async () => undefined), language: () => fake("fake-large") };
  const { signal: _, ...admitted } = makeTurn(person, "How much may a hotel cost?", { isRegenerated: true });
  const run = await startRun(admitted, models);
  const parts = run.read() as unknown as AsyncIterable<{ type: string; delta?: string }>;
  const kinds: string[] = [];
  let text = "";
  for await (const { type, delta = "" } of parts) {
    kinds.push(type);
    text += delta;
    if (type === "text-delta" && text.startsWith("A hotel")) void interruptRuns();
  }
  await finishAfterwards();

  expect(kinds.at(-1)).toBe("finish");
  expect(await run.answer).toMatchObject({ status: "interrupted", notices: [{ kind: "interrupted" }] });
  const { rows } = await query(
    `SELECT m.status, m.text, r.outcome, r.calls, r.cost_micro_usd > 0 AS "isPaid",
            (SELECT count(*) FROM budget_holds WHERE tenant_id = $2)::int AS holds
     FROM messages m LEFT JOIN request_records r ON r.answer_id = m.id WHERE m.id = $1`,
    [admitted.answerId, person.tenantId],
  );
  expect(rows).toMatchObject([
    { status: "interrupted", text, outcome: "interrupted", isPaid: true, holds: 0 },
  ]);
});

/** A process with an answer that never ends, asked to end by a signal, or by `process.exit` as Next does when nobody reads any more. */
function end(how: string): Promise<string> {
  const program = `
    import { interruptAtShutdown } from "./lib/run/interrupt-at-shutdown.ts";
    interruptAtShutdown({ afterMs: 10, stopOthers: async () => console.log("stopped others") });
    const { promise: answer, resolve } = Promise.withResolvers();
    const interrupt = () => { console.log("interrupted"); resolve(); };
    globalThis.lecternRuns.set("a conversation", { interrupt, answer });
    answer.then(() => process.exit(0));
    setInterval(() => {}, 60_000);
    ${how}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--input-type=module", "-e", program], (_, stdout) => resolve(stdout));
  });
}

test.each([`process.kill(process.pid, "SIGTERM")`, `process.kill(process.pid, "SIGINT")`, "process.exit(0)"])(
  "%s interrupts what is being written, and stops what nobody waits for, before the process ends",
  async (how) => {
    const said = await end(how);
    expect(said).toContain("interrupted");
    expect(said).toContain("stopped others");
  },
);
