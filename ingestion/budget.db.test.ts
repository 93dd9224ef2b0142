import { Readable } from "node:stream";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { asSystem } from "../db/client.ts";
import { claimDocument } from "../db/document-claims.ts";
import { findQueuePlaces } from "../db/document-queue.ts";
import { findDocument } from "../db/documents.ts";
import { createTestTenant } from "../db/testing/create-test-tenant.ts";
import type { Principal } from "../lib/turn.ts";
import { acceptUpload } from "./upload.ts";
import { startWorker } from "./worker.ts";

// Before anything reads the environment: 0.02 USD per million tokens, by the catalog.
vi.hoisted(() => {
  process.env.OPENAI_API_KEY = "test";
  process.env.EMBEDDING_MODEL = "openai/text-embedding-3-small";
});

let principal: Principal;

beforeEach(async () => {
  principal = (await createTestTenant()).owner;
});

const query = (text: string, values: unknown[] = []) => asSystem((tx) => tx.$client.query(text, values));
const cap = (microUsd: number) =>
  query("UPDATE tenants SET monthly_budget_micro_usd = $2 WHERE id = $1", [principal.tenantId, microUsd]);

const upload = async () => {
  const text = "# Travel\n\nA hotel may cost 140 euros a night.\n".repeat(40);
  const { document } = await acceptUpload(principal, {
    stream: Readable.from([text]),
    fileName: "policy.md",
  });
  return document.id;
};

const embed = vi.fn(async ({ texts }: { texts: string[] }) => ({
  embeddings: texts.map(() => Array.from({ length: 1536 }, () => 0.1)),
  inputTokens: 1000,
  costMicroUsd: 20,
}));

/** A worker looks for what was left every three seconds. */
const timeout = 30_000;

describe("a document whose embedding the budget doesn't cover", () => {
  test("waits in the queue and says so, costs nothing, and goes on when there is room", async () => {
    await cap(1);
    const id = await upload();
    const worker = await startWorker({ embed });
    try {
      await expect.poll(async () => (await findQueuePlaces([id])).get(id)?.state, { timeout }).toBe("budget");
      expect(embed).not.toHaveBeenCalled();
      expect(await claimDocument(principal.tenantId, id, crypto.randomUUID())).toBeNull();

      await cap(1_000_000);
      await query("UPDATE collections SET waits_until = now() WHERE tenant_id = $1", [principal.tenantId]);
      await expect.poll(async () => (await findDocument(principal, id)).status, { timeout }).toBe("ready");
    } finally {
      await worker.stop();
    }
    const { rows } = await query(
      `SELECT (SELECT sum(spent_micro_usd) FROM budget_periods WHERE tenant_id = $1)::int AS spent,
              (SELECT count(*) FROM budget_holds WHERE tenant_id = $1)::int AS holds`,
      [principal.tenantId],
    );
    expect(rows[0]).toEqual({ spent: 20, holds: 0 });
  }, 90_000);
});
