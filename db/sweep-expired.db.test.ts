import { expect, test } from "vitest";
import { asSystem } from "./client.ts";
import { saveRequestRecord } from "./request-records.ts";
import { sweepExpired } from "./sweep-expired.ts";
import { createTestTenant } from "./testing/create-test-tenant.ts";

test("texts past their days go, and nothing else of their record or of others'", async () => {
  const { tenantId, member } = await createTestTenant();
  const collectionIds: string[] = [];
  const documentIds: string[] = [];
  const record = { source: "app", outcome: "complete", collectionIds, documentIds, totalMs: 1 } as const;
  const text = { question: "What?", answer: "That.", documentIds: [], days: 1 };
  await saveRequestRecord(member, { ...record, requestId: "old" }, { text });
  await saveRequestRecord(member, { ...record, requestId: "new" }, { text });
  const query = async <Row>(sql: string) =>
    (await asSystem((tx) => tx.$client.query(sql, [tenantId]))).rows as Row[];
  await query(
    "UPDATE request_texts SET expires_at = now() - interval '1 second' WHERE tenant_id = $1 AND request_id = 'old'",
  );
  await query(
    `INSERT INTO budget_periods (budget, subject, starts_at, tenant_id)
     VALUES ('sweep', '', now() - interval '14 months', $1), ('sweep', '', now() - interval '12 months', $1)`,
  );
  expect(await sweepExpired()).toMatchObject({ request_texts: 1, budget_periods: 1 });
  expect(await query("SELECT request_id AS id FROM request_texts WHERE tenant_id = $1")).toEqual([
    { id: "new" },
  ]);
  expect(await query("SELECT request_id AS id FROM request_records WHERE tenant_id = $1 ORDER BY 1")).toEqual(
    [{ id: "new" }, { id: "old" }],
  );
  expect(await sweepExpired()).toMatchObject({ request_texts: 0, budget_periods: 0 });
});
