/**
 * `npm run eval -- compare`: two reports of the same evaluation side by side, a set and a row at a time: what changed, whether that is more than
 * luck (paired bootstrap over questions), and which questions changed most.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { bootstrapDifference, type Difference } from "../bootstrap-interval.ts";
import { type RankingMetric, rankingMetrics } from "../retrieval/score-ranking.ts";

const scoresSchema = z.object(
  Object.fromEntries(rankingMetrics.map((metric) => [metric, z.number()])) as Record<
    RankingMetric,
    z.ZodNumber
  >,
);
const reportSchema = z.object({
  kind: z.enum(["retrieval", "conversations"]),
  at: z.string(),
  datasets: z.array(
    z.object({
      name: z.string(),
      systems: z.array(
        z.object({
          name: z.string(),
          questions: z.array(scoresSchema.extend({ id: z.string(), question: z.string() })),
        }),
      ),
    }),
  ),
});
export type ComparableReport = z.infer<typeof reportSchema>;
type ComparableSystem = ComparableReport["datasets"][number]["systems"][number];

export interface Comparison {
  dataset: string;
  system: string;
  questions: number;
  metrics: { metric: RankingMetric; before: number; after: number; difference: Difference }[];
}

export interface ChangedQuestion {
  dataset: string;
  system: string;
  question: string;
  before: number;
  after: number;
}

export interface ComparisonReport {
  kind: "comparison";
  before: string;
  after: string;
  comparisons: Comparison[];
  /** Each system's over all sets that both have, where there are several. */
  means: { system: string; difference: Difference }[];
  /** By nDCG@10, those that changed most first. */
  changed: ChangedQuestion[];
}

const changedMax = 10;

/** Throws where a file isn't a report with questions, or the two share no set. */
export async function readReport(path: string): Promise<ComparableReport> {
  const parsed = reportSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!parsed.success) throw new Error(`${path} is no report of retrieval or conversations.`);
  return parsed.data;
}

/** Only what both have is compared: sets and rows by their names, questions by their ids. */
export function compareReports(
  before: ComparableReport,
  after: ComparableReport,
  seed: number,
): ComparisonReport {
  const pairs = before.datasets.flatMap((dataset) => {
    const other = after.datasets.find(({ name }) => name === dataset.name);
    return dataset.systems.flatMap((system) => {
      const match = other?.systems.find(({ name }) => name === system.name);
      return match ? [{ dataset: dataset.name, system: system.name, questions: pair(system, match) }] : [];
    });
  });
  if (pairs.length === 0) throw new Error("The two reports have no set and row in common.");
  const systems = [...new Set(pairs.map(({ system }) => system))];
  return {
    kind: "comparison",
    before: before.at,
    after: after.at,
    comparisons: pairs.map(({ dataset, system, questions }) => ({
      dataset,
      system,
      questions: questions.length,
      metrics: rankingMetrics.map((metric) => compareMetric(questions, metric, seed)),
    })),
    means: systems.flatMap((system) => {
      const sets = pairs.filter((each) => each.system === system);
      if (sets.length < 2) return [];
      const differences = sets.map(({ questions }) => differencesOf(questions, "nDCG@10"));
      return [{ system, difference: bootstrapDifference(differences, seed) }];
    }),
    changed: mostChanged(pairs),
  };
}

type Question = ComparableSystem["questions"][number];
interface QuestionPair {
  before: Question;
  after: Question;
}

function pair(before: ComparableSystem, after: ComparableSystem): QuestionPair[] {
  const byId = new Map(after.questions.map((question) => [question.id, question]));
  return before.questions.flatMap((question) => {
    const match = byId.get(question.id);
    return match ? [{ before: question, after: match }] : [];
  });
}

const differencesOf = (questions: QuestionPair[], metric: RankingMetric) =>
  questions.map(({ before, after }) => after[metric] - before[metric]);

function compareMetric(questions: QuestionPair[], metric: RankingMetric, seed: number) {
  const mean = (side: keyof QuestionPair) =>
    questions.reduce((sum, each) => sum + each[side][metric], 0) / Math.max(1, questions.length);
  return {
    metric,
    before: mean("before"),
    after: mean("after"),
    difference: bootstrapDifference([differencesOf(questions, metric)], seed),
  };
}

function mostChanged(
  pairs: { dataset: string; system: string; questions: QuestionPair[] }[],
): ChangedQuestion[] {
  return pairs
    .flatMap(({ dataset, system, questions }) =>
      questions.map(({ before, after }) => ({
        dataset,
        system,
        question: before.question,
        before: before["nDCG@10"],
        after: after["nDCG@10"],
      })),
    )
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
    .slice(0, changedMax);
}
