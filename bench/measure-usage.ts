import { ensureCollection } from "../db/collections.ts";
import { insertDocuments } from "../db/testing/insert-corpus.ts";
import { insertUsageYear } from "../db/testing/insert-usage-year.ts";
import { monthSpend, type UsageQuery, usageReport } from "../db/usage-report.ts";
import { rollUpLateRows, rollUpNext } from "../db/usage-rollups.ts";
import { createEvaluationTenant } from "../lib/evaluation/create-evaluation-tenant.ts";
import { percentile } from "../lib/evaluation/percentile.ts";
import { hashEmbedDimensions } from "../lib/models/builtin/hash-embed.ts";

const collections = 8;
/** As many as the sums keep of a day. */
const documents = 200;
const dayMs = 86_400_000;

export interface UsageBenchOptions {
  questionsPerDay: number;
  people: number;
  /** How often each report is opened. */
  times: number;
  seed: number;
}

export interface UsageRow {
  name: string;
  msP50: number;
  msP95: number;
}

export interface UsageBenchReport extends UsageBenchOptions {
  sums: number;
  ledgerRows: number;
  /** What summing the ledger's rows up took. */
  rollUpMs: number;
  lateCheckMs: number;
  rows: UsageRow[];
}

/** Opens the usage report as the page does, over a year at a rate, and says how long that takes. */
export async function measureUsage(
  options: UsageBenchOptions,
  onRow: (row: UsageRow) => void,
): Promise<UsageBenchReport> {
  const { questionsPerDay, people, times, seed } = options;
  const principal = await createEvaluationTenant();
  const { tenantId } = principal;
  const identity = { embeddingModel: "builtin/hash-embed", embeddingDimensions: hashEmbedDimensions };
  const collectionIds: string[] = [];
  for (let i = 1; i <= collections; i++)
    collectionIds.push(await ensureCollection(principal, `Collection ${i}`, identity));
  const documentIds = Array.from({ length: documents }, () => crypto.randomUUID());
  await insertDocuments(
    tenantId,
    documentIds.map((id, i) => ({
      id,
      collectionId: collectionIds[i % collections] ?? "",
      title: `Document ${i + 1}`,
      language: "eng",
      mediaType: "text/plain",
      tags: [],
    })),
  );
  const userIds = Array.from({ length: people }, () => crypto.randomUUID());
  const now = new Date();
  const seeded = await insertUsageYear({
    tenantId,
    userIds,
    collectionIds,
    documentIds,
    questionsPerDay,
    seed,
    now,
  });

  const rollUpMs = await timed(async () => {
    while (await rollUpNext(now));
  });
  const lateCheckMs = await timed(() => rollUpLateRows(1, now));
  const rows: UsageRow[] = [];
  const dayAgo = (days: number) => new Date(now.getTime() - days * dayMs).toISOString().slice(0, 10);
  const to = dayAgo(0);
  const views: [string, Omit<UsageQuery, "to">][] = [
    ["today, by model", { from: to, by: "model", filters: {} }],
    ["today, by person", { from: to, by: "user", filters: {} }],
    ["30 days, by model", { from: dayAgo(29), by: "model", filters: {} }],
    ["30 days, by person", { from: dayAgo(29), by: "user", filters: {} }],
    ["90 days, by person", { from: dayAgo(89), by: "user", filters: {} }],
    ["a year, by model", { from: dayAgo(364), by: "model", filters: {} }],
    ["a year, by person", { from: dayAgo(364), by: "user", filters: {} }],
    ["a year of one person", { from: dayAgo(364), by: "model", filters: { user: userIds[0] ?? "" } }],
    [
      "a year of one model and collection, by person",
      {
        from: dayAgo(364),
        by: "user",
        filters: { model: "openai/gpt-5-mini", collection: collectionIds[0] ?? "" },
      },
    ],
  ];
  for (const [name, view] of views) {
    const row = await measure(name, times, () => usageReport(principal, { ...view, to }));
    rows.push(row);
    onRow(row);
  }
  const month = await measure("the month with its forecast", times, () => monthSpend(principal, now));
  onRow(month);
  return {
    ...options,
    sums: seeded.sums,
    ledgerRows: seeded.rows,
    rollUpMs,
    lateCheckMs,
    rows: [...rows, month],
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function measure(name: string, times: number, work: () => Promise<unknown>): Promise<UsageRow> {
  await work(); // plans and pages are warm for whoever comes second
  const tookMs: number[] = [];
  for (let i = 0; i < times; i++) tookMs.push(await timed(work));
  return { name, msP50: percentile(tookMs, 0.5), msP95: percentile(tookMs, 0.95) };
}
