/**
 * `npm run eval -- routing`: what the router's difficulty is worth between a weak and a strong model, on prompts that it wasn't trained on. Of the
 * set that the committed weights were learned from, weights are learned anew without the part that is measured: a fifth of the
 * prompts at a time, then each subject, then each benchmark. On any other set the committed weights are measured as they are.
 */
import { createHash } from "node:crypto";
import {
  type DifficultyWeights,
  difficultyOf,
  questionDifficulty,
  readQuestionFeatures,
} from "../../generation/difficulty.ts";
import trained from "../../generation/difficulty-weights.json" with { type: "json" };
import { percentile } from "../percentile.ts";
import { measureRouting, type RoutedCase, type RoutingWorth, strongShareFor } from "./cost-quality-curve.ts";
import { fitDifficulty } from "./fit-difficulty.ts";
import { type RoutedPrompt, readRoutedPrompts, textKey } from "./read-routed-prompts.ts";

/** Shares of the gap between the models to be recovered; all of it is the quality of always the strong one. */
const gapShares = [0.5, 0.8, 0.9, 1];
const folds = 5;

export interface RoutingRow extends RoutingWorth {
  /** Which prompts are measured. */
  prompts: string;
  /** What the weights were learned from. */
  learnedFrom: string;
  /** The share of prompts to the strong model for each share of the gap: ours, and an oracle's. A random router needs the gap's own share. */
  needed: { gapShare: number; ours: number; oracle: number }[];
}

export interface RoutingReport {
  kind: "routing";
  dataset: string;
  prompts: number;
  /** Whether the committed weights were learned from this very file. */
  isTrainingSet: boolean;
  rows: RoutingRow[];
  /** Microseconds to tell one prompt's difficulty. */
  microseconds: { p50: number; p95: number };
}

export async function evaluateRouting(dataset: string): Promise<RoutingReport> {
  const { prompts, hash } = await readRoutedPrompts(dataset);
  const isTrainingSet = trained.provenance.data === `sha256:${hash}`;
  const rows = isTrainingSet ? heldOutRows(prompts) : servedRows(prompts);
  const microseconds = measureTime(prompts);
  return { kind: "routing", dataset, prompts: prompts.length, isTrainingSet, rows, microseconds };
}

function heldOutRows(prompts: RoutedPrompt[]): RoutingRow[] {
  const byPart = scoreHeldOut(prompts, ({ prompt }) => partOf(prompt));
  return [
    ...rowsByBenchmark(byPart, "the other four fifths"),
    row(
      "all",
      "all other subjects",
      scoreHeldOut(prompts, ({ subject }) => subject),
    ),
    ...rowsByBenchmark(
      scoreHeldOut(prompts, ({ benchmark }) => benchmark),
      "the other benchmark",
    ).slice(1),
  ];
}

function servedRows(prompts: RoutedPrompt[]): RoutingRow[] {
  return rowsByBenchmark(
    prompts.map((prompt) => scored(prompt, trained)),
    "the committed set",
  );
}

type Scored = RoutedCase & Pick<RoutedPrompt, "benchmark">;

const scored = ({ prompt, weak, strong, benchmark }: RoutedPrompt, learned: DifficultyWeights): Scored => ({
  weak,
  strong,
  benchmark,
  score: questionDifficulty(readQuestionFeatures(prompt), learned),
});

/** Each prompt's score by weights learned without its group. */
function scoreHeldOut(prompts: RoutedPrompt[], groupOf: (prompt: RoutedPrompt) => string): Scored[] {
  return [...Map.groupBy(prompts, groupOf)].flatMap(([group, held]) => {
    const learned = fitDifficulty(prompts.filter((prompt) => groupOf(prompt) !== group));
    return held.map((prompt) => scored(prompt, learned));
  });
}

/** By the text, so that the same one is always in the same part. */
const partOf = (text: string) => `${(createHash("sha256").update(textKey(text)).digest()[0] ?? 0) % folds}`;

function rowsByBenchmark(cases: Scored[], learnedFrom: string): RoutingRow[] {
  const groups = [...Map.groupBy(cases, ({ benchmark }) => benchmark)];
  const each = groups.map(([benchmark, own]) => row(benchmark, learnedFrom, own));
  return groups.length > 1 ? [row("all", learnedFrom, cases), ...each] : each;
}

function row(prompts: string, learnedFrom: string, cases: RoutedCase[]): RoutingRow {
  const oracle = cases.map((each) => ({ ...each, score: each.strong - each.weak }));
  const needed = gapShares.map((gapShare) => ({
    gapShare,
    ours: strongShareFor(cases, gapShare),
    oracle: strongShareFor(oracle, gapShare),
  }));
  return { prompts, learnedFrom, ...measureRouting(cases), needed };
}

function measureTime(prompts: RoutedPrompt[]): RoutingReport["microseconds"] {
  const times = prompts.map(({ prompt }) => {
    const startedAt = performance.now();
    difficultyOf(prompt, []);
    return (performance.now() - startedAt) * 1000;
  });
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}
