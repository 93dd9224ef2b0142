import { expect, test } from "vitest";
import { asSystem, queryAllAsTenant, withTenant } from "./client.ts";
import type { Statement } from "./prefaced-query.ts";
import { createTestTenant } from "./testing/create-test-tenant.ts";

test("nothing of what travels together happens where a value can't be sent", async () => {
  const { member } = await createTestTenant();
  const id = crypto.randomUUID();
  const making: Statement = {
    text: "INSERT INTO conversations (id, tenant_id, user_id, title) VALUES ($1::uuid, $2::uuid, $3::uuid, 'Hotels')",
    values: [id, member.tenantId, member.userId],
  };
  const circular: { self?: unknown } = {};
  circular.self = circular;
  await expect(queryAllAsTenant(member, [making], "SELECT $1::jsonb", [circular])).rejects.toThrow(
    /circular/,
  );
  await expect(withTenant(member, (tx) => tx.$client.query("SELECT $1::jsonb", [circular]))).rejects.toThrow(
    /circular/,
  );

  const { rows } = await asSystem((tx) => tx.$client.query("SELECT FROM conversations WHERE id = $1", [id]));
  expect(rows).toEqual([]);
  const given = await queryAllAsTenant(member, [making], "SELECT $1::jsonb AS given, $2::int[] AS list", [
    { a: [1] },
    [1, 2],
  ]);
  expect(given).toEqual([{ given: { a: [1] }, list: [1, 2] }]);
});
