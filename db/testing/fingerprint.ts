import { asSystem } from "../client.ts";

/** Every table that holds rows of tenants, as the database tells it; without partitions, which show through their parent. */
export async function listTenantTables(): Promise<string[]> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
       ORDER BY 1`,
    ),
  );
  return rows.map((row) => row.name);
}

/** Asked for once: no test leaves another table behind. */
let tenantTables: Promise<string[]> | undefined;

/**
 * A hash of each table's rows of the tenant, its own row and its people's, by table; with a mark, of those rows only whose
 * text holds it. Equal fingerprints: nothing was added, changed or deleted. A plan for any tenant is kept: the canaries take
 * thousands of these, and planning was half of the 12 ms.
 */
export async function fingerprint(tenantId: string, mark = ""): Promise<Record<string, string>> {
  tenantTables ??= listTenantTables();
  const tables = (await tenantTables).map((name) => [name, `${name} t WHERE t.tenant_id = $1`] as const);
  const sources = [
    ...tables,
    ["tenants", "tenants t WHERE t.id = $1"] as const,
    ["users", "users t WHERE t.id IN (SELECT user_id FROM memberships WHERE tenant_id = $1)"] as const,
  ];
  const query = sources.map(
    ([name, from]) =>
      `SELECT '${name}' AS name, count(*) || ' rows, ' || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) AS hash
       FROM ${from} AND t::text LIKE '%' || $2 || '%'`,
  );
  const { rows } = await asSystem(async (tx) => {
    await tx.$client.query("SET LOCAL plan_cache_mode = force_generic_plan");
    return tx.$client.query<{ name: string; hash: string }>(query.join(" UNION ALL "), [tenantId, mark]);
  });
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
