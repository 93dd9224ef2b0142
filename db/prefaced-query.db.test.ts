import { expect, test } from "vitest";
import { asSystem, pool, queryAllAsTenant, queryAsSystem, withTenant } from "./client.ts";
import { nameOf, type Statement } from "./prefaced-query.ts";
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

/** Of these alone: the embedded Postgres, whose connections share a backend, also has those of earlier files. */
const preparedNumbers = async () => {
  const { rows } = await pool().query<{ count: number }>(
    "SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement LIKE 'SELECT % AS number'",
  );
  return rows[0]?.count ?? 0;
};

test("a statement that the server has forgotten is parsed anew", async () => {
  const text = "SELECT $1::int + 1 AS sum";
  const ask = () => queryAsSystem(text, [1]);
  await ask();
  await pool().query(`DEALLOCATE "${nameOf(text)}"`); // on the connection that was given back last
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([[{ sum: 2 }], [{ sum: 2 }], [{ sum: 2 }]]);
});

test("a statement goes on when what it selects has changed", async () => {
  const table = `changing_${crypto.randomUUID().replaceAll("-", "")}`;
  await pool().query(`CREATE TABLE ${table} AS SELECT 1 AS one`);
  const ask = () => queryAsSystem(`SELECT * FROM ${table}`, []);
  expect(await ask()).toEqual([{ one: 1 }]);
  await pool().query(`ALTER TABLE ${table} ADD COLUMN two int`);
  expect(await ask()).toEqual([{ one: 1, two: null }]);
  await pool().query(`DROP TABLE ${table}`);
});

test("a statement that fails is none the worse for it", async () => {
  const ask = (value: string) => queryAsSystem("SELECT $1::int AS value", [value]);
  await expect(ask("seven")).rejects.toThrow(/invalid input/);
  expect(await ask("7")).toEqual([{ value: 7 }]);
});

test("the server keeps only so many statements for a connection", async () => {
  const client = await pool().connect(); // so that the others go through as few connections as there can be
  for (let i = 0; i < 450; i++) await queryAsSystem(`SELECT ${i} AS number`, []);
  client.release();
  const { totalCount } = pool();
  expect(await preparedNumbers()).toBeLessThanOrEqual(200 * totalCount);
  expect(await queryAsSystem("SELECT 7 AS number", [])).toEqual([{ number: 7 }]);
});
