import type { Tx } from "../client.ts";

/** A table that lectern_app may touch or that holds rows of tenants; partitions count, since they can be asked directly. */
interface GuardedTable {
  name: string;
  /** The table that it is a partition of. */
  parent: string | null;
  isGuarded: boolean;
  policies: Record<string, string>;
}

/**
 * What each table's policies are called and which commands they're for, as the migrations made them. Row-level security
 * hides everything that no policy allows, so a policy that is missing breaks what needs it, and one too many opens a door:
 * either must be noticed.
 */
export type ExpectedPolicies = Record<string, Record<string, string>>;

/** What is wrong with row-level security, a sentence each. Pass `tx` to look at what a transaction has changed. */
export async function findRowSecurityProblems(tx: Tx, expected: ExpectedPolicies): Promise<string[]> {
  const { rows } = await tx.$client.query<GuardedTable>(
    `SELECT c.relname AS name, (SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = c.oid) AS parent,
            c.relrowsecurity AS "isGuarded",
            coalesce((SELECT jsonb_object_agg(p.policyname, p.cmd || ' USING ' || coalesce(p.qual, '-')
                                              || ' CHECK ' || coalesce(p.with_check, '-'))
                      FROM pg_policies p WHERE p.schemaname = current_schema() AND p.tablename = c.relname), '{}') AS policies
     FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
       AND (EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
            OR has_table_privilege('lectern_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE'))
     ORDER BY c.relname`,
  );
  const missing = Object.keys(expected).filter((name) => !rows.some((row) => row.name === name));
  return [
    ...missing.map((name) => `${name} is gone`),
    ...rows.flatMap((table) => problemsOf(table, expected)),
  ];
}

function problemsOf(
  { name, parent, isGuarded, policies }: GuardedTable,
  expected: ExpectedPolicies,
): string[] {
  const problems = isGuarded ? [] : [`${name} has row-level security off`];
  for (const [policy, rule] of Object.entries(policies)) {
    if (!rule.includes("lectern_tenant()"))
      problems.push(`${name}: ${policy} doesn't ask for the tenant: ${rule}`);
  }
  const wanted = parent ? { [`${name}_read`]: "SELECT" } : expected[name];
  if (!wanted) return [...problems, `${name} is new: say what its policies are`];
  for (const [policy, command] of Object.entries(wanted)) {
    if (!policies[policy]?.startsWith(`${command} `))
      problems.push(`${name} lacks the policy ${policy} for ${command}`);
  }
  const extra = Object.keys(policies).filter((policy) => !(policy in wanted));
  return [...problems, ...extra.map((policy) => `${name} has a policy too many: ${policy}`)];
}
