import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "../lib/turn.ts";
import { asSystem, closePool, type Tx, withTenant } from "./client.ts";
import { createTestTenant } from "./testing/create-test-tenant.ts";
import { findFunctions } from "./testing/find-functions.ts";
import { findLeak, textOf } from "./testing/find-leak.ts";
import { fingerprint, listTenantTables } from "./testing/fingerprint.ts";
import { type FunctionCanary, functionCanaries } from "./testing/function-canaries.ts";
import { type Canaries, type PlantedTenant, plantCanaries } from "./testing/plant-canaries.ts";
import { type ExpectedPolicies, findRowSecurityProblems } from "./testing/row-security.ts";

/**
 * Whether anything crosses from one tenant to another, or from one person to another who may not have it. Every function of
 * db/ that takes a principal is called as the wrong one with the right ids: nothing may come back, nothing may change.
 */
let ours: PlantedTenant;
let strangers: PlantedTenant;

const newTenant = async () => {
  const mark = `canary${crypto.randomUUID().replaceAll("-", "")}`;
  return plantCanaries(await createTestTenant(mark), {
    mark,
    embeddingModel: "canary",
    embedding: [1, 0, 0],
  });
};

beforeAll(async () => {
  ours = await newTenant();
  strangers = await newTenant();
});
afterAll(closePool);

/** What a call shows, whether it answers or throws. */
const outcomeOf = async (work: Promise<unknown>) => textOf(await work.catch((error: unknown) => error));

/** Calls as somebody who may not: nothing of ours may show and nothing of ours may change. */
async function expectNothing(
  canary: FunctionCanary,
  principal: Principal,
  of: Canaries,
  guarded: "all" | "marked" = "all",
) {
  const mark = guarded === "all" ? "" : of.mark;
  const before = await fingerprint(ours.tenantId, mark);
  const outcome = await outcomeOf(canary.call(principal, of));
  expect(findLeak(outcome, of)).toBeNull();
  expect(await fingerprint(ours.tenantId, mark)).toEqual(before);
}

/** Those of the tenant who may not. */
function lesserThan({ least }: FunctionCanary, { owner, admin, member, other }: PlantedTenant): Principal[] {
  return { member: [], admin: [member], owner: [member, admin], person: [other, admin, owner] }[least];
}

function rightPerson({ least }: FunctionCanary, tenant: PlantedTenant): Principal {
  return least === "person" ? tenant.open.person : tenant[least];
}

describe("the suite", () => {
  const functions = findFunctions();

  it("finds the functions of db/", () => {
    expect(functions.length).toBeGreaterThan(60);
  });

  it("has a canary for every function that takes a principal, and for nothing else", () => {
    const needed = functions.filter(({ firstType }) => firstType === "Principal" || firstType === "Turn");
    const missing = needed.filter(({ name }) => !(name in functionCanaries));
    const stale = Object.keys(functionCanaries).filter(
      (name) => !needed.some((found) => found.name === name),
    );
    expect(missing.map(({ name }) => `add a canary for ${name}`)).toEqual([]);
    expect(stale.map((name) => `drop the canary of ${name}`)).toEqual([]);
  });

  it("knows no function that reads the database for nobody without saying so", () => {
    const silent = functions.filter(
      ({ firstType, isAsync, docblock }) =>
        isAsync &&
        firstType !== "Principal" &&
        firstType !== "Turn" &&
        firstType !== "Tx" &&
        !/\bsystem\b/i.test(docblock),
    );
    expect(
      silent.map(({ name }) => `${name}: take a principal first, or say "System" in the docblock`),
    ).toEqual([]);
  });

  it("has planted a row in every table that holds rows of tenants", async () => {
    const planted = await fingerprint(ours.tenantId);
    const empty = Object.entries(planted).filter(([, hash]) => hash.startsWith("0 rows"));
    expect(empty.map(([table]) => `plant a canary in ${table}`)).toEqual([]);
  });
});

describe.each(Object.entries(functionCanaries))("%s", (_name, canary) => {
  it("gives nothing to another tenant", async () => {
    for (const stranger of [strangers.owner, strangers.member])
      await expectNothing(canary, stranger, ours.open);
  });

  if (canary.least !== "member") {
    it("gives nothing to the tenant's own people who may not", async () => {
      for (const person of lesserThan(canary, ours)) await expectNothing(canary, person, ours.open);
    });
  }

  if (!canary.isShared) {
    it("gives nothing of a collection or conversation that isn't open to a member", async () => {
      await expectNothing(canary, ours.member, ours.hidden, "marked");
    });
  }

  it(`does ${canary.does} for the right person`, async () => {
    const tenant = await newTenant();
    const before = await fingerprint(tenant.tenantId);
    const result = await canary.call(rightPerson(canary, tenant), tenant.open);
    if (canary.does === "read") expect(findLeak(textOf(result), tenant.open)).not.toBeNull();
    else expect(await fingerprint(tenant.tenantId)).not.toEqual(before);
  });
});

/** What the migrations set up; a table that is added says its policies here. */
const ownAll = (name: string, suffix: string) => ({ [`${name}_${suffix}`]: "ALL" });
const readAndChange = (name: string) => ({ [`${name}_read`]: "SELECT", [`${name}_change`]: "ALL" });
const policies: ExpectedPolicies = {
  archived_chunks: readAndChange("archived_chunks"),
  chunk_previews: ownAll("chunk_previews", "admin"),
  reembeddings: ownAll("reembeddings", "admin"),
  source_items: ownAll("source_items", "admin"),
  source_runs: ownAll("source_runs", "admin"),
  sources: ownAll("sources", "admin"),
  staged_embeddings: ownAll("staged_embeddings", "admin"),
  collection_terms: readAndChange("collection_terms"),
  evaluation_questions: ownAll("evaluation_questions", "admin"),
  evaluation_runs: ownAll("evaluation_runs", "admin"),
  evaluation_sets: ownAll("evaluation_sets", "admin"),
  retrieval_traces: ownAll("retrieval_traces", "own"),
  alerts: { alerts_add: "INSERT", alerts_read: "SELECT", alerts_see: "UPDATE" },
  answer_cache: ownAll("answer_cache", "tenant"),
  api_keys: ownAll("api_keys", "admin"),
  batch_items: ownAll("batch_items", "own"),
  batches: ownAll("batches", "own"),
  budget_holds: { budget_holds_read: "SELECT" },
  budget_periods: { budget_periods_read: "SELECT" },
  budgets: ownAll("budgets", "admin"),
  chunks: readAndChange("chunks"),
  citation_rollups: { citation_rollups_read: "SELECT" },
  citations: ownAll("citations", "own"),
  collection_readers: readAndChange("collection_readers"),
  collections: readAndChange("collections"),
  conversations: ownAll("conversations", "own"),
  documents: readAndChange("documents"),
  feedback: { feedback_own: "ALL", feedback_rated: "SELECT" },
  guard_verdicts: {
    guard_verdicts_read: "SELECT",
    guard_verdicts_add: "INSERT",
    guard_verdicts_appeal: "UPDATE",
    guard_verdicts_review: "UPDATE",
  },
  idempotency_keys: ownAll("idempotency_keys", "own"),
  invitations: ownAll("invitations", "admin"),
  memories: ownAll("memories", "own"),
  memory_settings: ownAll("memory_settings", "own"),
  memberships: readAndChange("memberships"),
  messages: { messages_own: "ALL", messages_rated: "SELECT" },
  person_rollups: { person_rollups_read: "SELECT" },
  request_rollups: { request_rollups_read: "SELECT" },
  request_records: { request_records_add: "INSERT", request_records_read: "SELECT" },
  request_texts: { request_texts_add: "INSERT", request_texts_read: "SELECT" },
  summary_lines: ownAll("summary_lines", "own"),
  tenant_policies: readAndChange("tenant_policies"),
  tenants: { tenants_read: "SELECT", tenants_change: "UPDATE" },
  usage_rollups: { usage_rollups_read: "SELECT" },
  usage_events: { usage_events_add: "INSERT", usage_events_read: "SELECT" },
};

/** Changes the schema, looks, and puts everything back: for showing that the checks below would notice. */
async function whileChanged<T>(change: string, look: (tx: Tx) => Promise<T>): Promise<T> {
  const undo = new Error("undo");
  let seen: { value: T } | undefined;
  const attempt = asSystem(async (tx) => {
    await tx.$client.query(change);
    seen = { value: await look(tx) };
    throw undo;
  });
  await attempt.catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  if (!seen) throw new Error("nothing was looked at");
  return seen.value;
}

describe("row-level security", () => {
  it("guards every table of tenants with the policies it's meant to have", async () => {
    expect(await asSystem((tx) => findRowSecurityProblems(tx, policies))).toEqual([]);
  });

  const everyPolicy = Object.entries(policies).flatMap(([table, of]) =>
    Object.keys(of).map((name) => [name, table]),
  );
  it.each(everyPolicy)("is missed when %s is dropped", async (policy, table) => {
    const change = `DROP POLICY ${policy} ON ${table}`;
    const problems = await whileChanged(change, (tx) => findRowSecurityProblems(tx, policies));
    expect(problems).toEqual([expect.stringContaining(`${table} lacks the policy ${policy}`)]);
  });

  it.each(Object.keys(policies))("is missed when it's off for %s", async (table) => {
    const change = `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`;
    const problems = await whileChanged(change, (tx) => findRowSecurityProblems(tx, policies));
    expect(problems).toContain(`${table} has row-level security off`);
  });

  it("is missed on a tenant's own partition of chunks", async () => {
    const partition = `chunks_${ours.tenantId.replaceAll("-", "")}`;
    const change = `DROP POLICY ${partition}_read ON ${partition}`;
    expect(await whileChanged(change, (tx) => findRowSecurityProblems(tx, policies))).toHaveLength(1);
  });

  it("is missed on a new table, and a policy that is open to all is seen", async () => {
    const table = "CREATE TABLE novelties (tenant_id uuid)";
    expect(await whileChanged(table, (tx) => findRowSecurityProblems(tx, policies))).toHaveLength(2);
    const door = "CREATE POLICY door ON documents FOR SELECT USING (true)";
    expect(await whileChanged(door, (tx) => findRowSecurityProblems(tx, policies))).toHaveLength(2);
  });

  /** What somebody finds who asks for all rows, as a query that forgot its `where` would. */
  async function everythingSeenBy(principal: Principal, except: string[] = []): Promise<string> {
    const tables = (await listTenantTables()).filter((table) => !except.includes(table));
    const seen: string[] = [];
    for (const table of [
      ...tables,
      "tenants",
      "member_profiles",
      `chunks_${ours.tenantId.replaceAll("-", "")}`,
    ]) {
      const rows = withTenant(principal, (tx) => tx.$client.query(`SELECT t::text AS row FROM ${table} t`));
      seen.push(textOf((await rows.catch(() => ({ rows: [] }))).rows));
    }
    return seen.join("\n");
  }

  it("shows a stranger none of our rows, even to a query that forgets to ask for its own", async () => {
    const newcomers = await newTenant();
    for (const stranger of [newcomers.owner, newcomers.member]) {
      const seen = await everythingSeenBy(stranger);
      expect(seen).toContain(newcomers.open.mark);
      expect(seen).not.toContain(ours.tenantId);
      expect(findLeak(seen, ours.open) ?? findLeak(seen, ours.hidden)).toBeNull();
    }
  });

  it("shows a member neither another's conversations nor a collection that names others", async () => {
    // All of a tenant share these: cached answers are found by a key that holds the collections their reader may read.
    const shared = ["answer_cache"];
    expect(findLeak(await everythingSeenBy(ours.member, shared), ours.hidden)).toBeNull();
  });

  const keyOf = (table: string) => (table === "tenants" ? "id" : "tenant_id");

  it("changes none of our rows for a stranger, even by a statement that forgets to say which", async () => {
    const before = await fingerprint(ours.tenantId);
    for (const table of [...(await listTenantTables()), "tenants"]) {
      for (const statement of [
        `DELETE FROM ${table}`,
        `UPDATE ${table} SET ${keyOf(table)} = ${keyOf(table)}`,
      ]) {
        const attempt = withTenant(strangers.owner, async (tx) => {
          await tx.$client.query(statement);
          await tx.$client.query("RESET ROLE");
          const ourRows = `SELECT xmin::text FROM ${table} WHERE ${keyOf(table)} = $1 AND xmin = pg_current_xact_id()::xid`;
          const left = `SELECT FROM ${table} WHERE ${keyOf(table)} = $1`;
          expect((await tx.$client.query(left, [ours.tenantId])).rowCount, statement).toBeGreaterThan(0);
          expect((await tx.$client.query(ourRows, [ours.tenantId])).rowCount, statement).toBe(0);
          throw new Error("undo");
        });
        await expect(attempt, statement).rejects.toThrow(/^undo$|permission denied|violates/);
      }
    }
    expect(await fingerprint(ours.tenantId)).toEqual(before);
  });

  it("lets no stranger write a row into our tenant", async () => {
    const newcomers = await newTenant();
    const before = await fingerprint(ours.tenantId);
    for (const table of await listTenantTables()) {
      const copyOwnRow = `INSERT INTO ${table}
        SELECT (jsonb_populate_record(t, jsonb_build_object('tenant_id', $1::text))).* FROM ${table} t LIMIT 1`;
      const attempts = [newcomers.owner, newcomers.member].map(async (stranger) => {
        const { rowCount } = await withTenant(stranger, (tx) =>
          tx.$client.query(copyOwnRow, [ours.tenantId]),
        );
        // Whoever sees no row of their own has none to copy.
        if (rowCount === 0) throw new Error("nothing to copy");
      });
      const refusals = (await Promise.allSettled(attempts)).map((attempt) =>
        textOf("reason" in attempt && attempt.reason),
      );
      expect(refusals, table).toEqual([
        expect.stringMatching(/row-level security|permission denied|nothing to copy/),
        expect.stringMatching(/row-level security|permission denied|nothing to copy/),
      ]);
      expect(refusals.join(), table).toMatch(/row-level security|permission denied/);
    }
    expect(await fingerprint(ours.tenantId)).toEqual(before);
  });
});
