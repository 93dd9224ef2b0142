/**
 * `npm run eval -- gate`: measures the shared development sets and holds each row of each set to a committed baseline, question by
 * question, so that a change of retrieval that loses something is seen before it's merged. What the sets hold is in no file here: the
 * baseline has nDCG@10 by position, and a hash of the questions' ids that says whether the positions still mean the same.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { bootstrapDifference, type Difference } from "../bootstrap-interval.ts";
import { chooseSystems } from "../retrieval/choose-systems.ts";
import { type DatasetReport, evaluateRetrieval, type System } from "../retrieval/evaluate-retrieval.ts";

export const gateSets = [
  "scifact",
  "nfcorpus",
  "cranfield",
  "cacm",
  "mtrag-clapnq",
  "mtrag-cloud",
  "xquad-de",
  "xquad-zh",
  "code-search",
];
/** Drawn from each set by the seed: with all 3,244 the gate would take four times as long, and see half as small a loss. */
const questionsPerSet = 100;
const seed = 42;
/** A single row may lose that much by itself: of 36 rows one or two fall below zero by chance in any change that shuffles. */
const toleratedLoss = 0.01;

const baselinePath = fileURLToPath(new URL("gate-baseline.json", import.meta.url));

const baselineSchema = z.object({
  at: z.string(),
  embeddingModel: z.string(),
  sets: z.record(
    z.string(),
    z.object({
      /** Hash of the ids of the questions, in order. */
      questions: z.string(),
      /** nDCG@10 of each question, by row. */
      rows: z.record(z.string(), z.array(z.number())),
    }),
  ),
});
type Baseline = z.infer<typeof baselineSchema>;

export interface GateRow {
  /** Null for the mean of all sets. */
  dataset: string | null;
  system: string;
  before: number;
  after: number;
  difference: Difference;
  hasLost: boolean;
}

export interface GateReport {
  kind: "gate";
  baselineAt: string;
  rows: GateRow[];
  isGood: boolean;
}

export interface GateOptions {
  /** The folder of the sets. */
  data: string;
  /** Only these of them; what is measured of others before stays in the baseline. */
  only?: string[];
  /** Makes what is measured the baseline. */
  updates: boolean;
  keptIn?: string;
}

/** Throws where the sets aren't there, or the baseline is of other questions. */
export async function checkGate({ data, only, updates, keptIn }: GateOptions): Promise<GateReport> {
  const names = only ?? gateSets;
  const missing = names.find((name) => !existsSync(join(data, name)));
  if (missing) throw new Error(`There is no ${join(data, missing)}. Say where the sets are with --data DIR.`);
  const report = await evaluateRetrieval({
    datasets: names.map((name) => join(data, name)),
    systems: gateSystems(),
    questionsMax: questionsPerSet,
    seed,
    keptIn,
  });
  const measured = {
    at: report.at,
    embeddingModel: report.embeddingModel,
    sets: Object.fromEntries(report.datasets.map((dataset) => [dataset.name, baselineOf(dataset)])),
  };
  const baseline = await readBaseline();
  if (!updates) return compareToBaseline(baseline, measured);
  const renewed = { ...measured, sets: { ...baseline.sets, ...measured.sets } };
  await writeFile(baselinePath, formatBaseline(renewed));
  return compareToBaseline(renewed, measured);
}

/** The rows of the table in the README. */
function gateSystems(): System[] {
  const names = ["bm25", "vector", "hybrid", "hybrid + rerank"];
  return (chooseSystems({}) ?? []).filter(({ name }) => names.includes(name));
}

function baselineOf({ systems }: DatasetReport): Baseline["sets"][string] {
  const hash = createHash("sha256");
  for (const { id } of systems[0]?.questions ?? []) hash.update(`${id}\n`);
  const rows = systems.map(({ name, questions }) => [
    name,
    questions.map((question) => Math.round(question["nDCG@10"] * 1000) / 1000),
  ]);
  return { questions: hash.digest("hex").slice(0, 12), rows: Object.fromEntries(rows) };
}

async function readBaseline(): Promise<Baseline> {
  return baselineSchema.parse(JSON.parse(await readFile(baselinePath, "utf8")));
}

/** One row of figures a line, so that a change of the baseline can be read. */
function formatBaseline({ at, embeddingModel, sets }: Baseline): string {
  const lines = Object.entries(sets).map(([name, { questions, rows }]) => {
    const figures = Object.entries(rows).map(
      ([row, values]) => `      ${JSON.stringify(row)}: ${JSON.stringify(values)}`,
    );
    return `    ${JSON.stringify(name)}: { "questions": ${JSON.stringify(questions)}, "rows": {\n${figures.join(",\n")}\n    } }`;
  });
  return `{\n  "at": ${JSON.stringify(at)},\n  "embeddingModel": ${JSON.stringify(embeddingModel)},\n  "sets": {\n${lines.join(",\n")}\n  }\n}\n`;
}

/**
 * A set's row has lost where its 95 % interval is below zero and its mean by more than what is tolerated; a row's mean over all sets
 * where its interval is below zero.
 */
export function compareToBaseline(before: Baseline, after: Baseline): GateReport {
  if (before.embeddingModel !== after.embeddingModel)
    throw new Error(`The baseline is of ${before.embeddingModel}, this is ${after.embeddingModel}.`);
  const names = Object.keys(before.sets).filter((name) => name in after.sets);
  const changed = names.find((name) => before.sets[name]?.questions !== after.sets[name]?.questions);
  if (changed)
    throw new Error(`The questions of ${changed} aren't those of the baseline: renew it with --update.`);
  const systems = Object.keys(before.sets[names[0] ?? ""]?.rows ?? {});
  const differencesOf = (name: string, system: string) => {
    const old = before.sets[name]?.rows[system] ?? [];
    return (after.sets[name]?.rows[system] ?? []).map((value, i) => value - (old[i] ?? 0));
  };
  const meanOf = (baseline: Baseline, sets: string[], system: string) =>
    mean(sets.map((name) => mean(baseline.sets[name]?.rows[system] ?? [])));
  const rowOf = (dataset: string | null, system: string): GateRow => {
    const sets = dataset ? [dataset] : names;
    const difference = bootstrapDifference(
      sets.map((name) => differencesOf(name, system)),
      seed,
    );
    const isBeyondLuck = difference.high < 0;
    return {
      dataset,
      system,
      before: meanOf(before, sets, system),
      after: meanOf(after, sets, system),
      difference,
      hasLost: isBeyondLuck && (dataset === null || difference.mean < -toleratedLoss),
    };
  };
  const rows = [...names, null].flatMap((dataset) => systems.map((system) => rowOf(dataset, system)));
  return { kind: "gate", baselineAt: before.at, rows, isGood: rows.every(({ hasLost }) => !hasLost) };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
