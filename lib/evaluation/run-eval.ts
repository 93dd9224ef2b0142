/** The command line behind `npm run eval`. Expects a prepared database in DATABASE_URL; scripts/run-evaluation.mjs sees to that. */
import { writeFile } from "node:fs/promises";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { describeAnswers } from "./describe-answers.ts";
import { describeChunking } from "./describe-chunking.ts";
import { describeDocuments } from "./describe-documents.ts";
import { evaluateAnswers } from "./evaluate-answers.ts";
import { evaluateChunking } from "./evaluate-chunking.ts";
import { evaluateDocuments } from "./evaluate-documents.ts";

interface Evaluation {
  /** After `npm run eval --`. */
  usage: string;
  options: ParseArgsOptionsConfig;
  /** The report for --json, the same for people, and whether all was as it must be. Null where an option is missing. */
  run(options: Record<string, string | undefined>): Promise<EvaluationResult> | null;
}

interface EvaluationResult {
  report: unknown;
  text: string;
  isGood: boolean;
}

const options = (...names: string[]): ParseArgsOptionsConfig =>
  Object.fromEntries(names.map((name) => [name, { type: "string" }]));

const evaluations: Record<string, Evaluation> = {
  answers: {
    usage: "answers --dataset DIR [--questions N] [--json FILE]",
    options: options("dataset", "questions"),
    run: ({ dataset, questions }) =>
      dataset
        ? evaluateAnswers(dataset, questions ? Number(questions) : undefined).then((report) => ({
            report,
            text: describeAnswers(report),
            isGood: true,
          }))
        : null,
  },
  chunking: {
    usage: "chunking --dataset DIR [--tokens N] [--json FILE]",
    options: options("dataset", "tokens"),
    run: ({ dataset, tokens }) =>
      dataset
        ? evaluateChunking(dataset, tokens ? Number(tokens) : undefined).then((report) => ({
            report,
            text: describeChunking(report),
            isGood: true,
          }))
        : null,
  },
  documents: {
    usage: "documents --index FILE [--json FILE]",
    options: options("index"),
    run: ({ index }) =>
      index
        ? evaluateDocuments(index).then((report) => ({
            report,
            text: describeDocuments(report),
            isGood: report.asExpected === report.files,
          }))
        : null,
  },
};

/** Runs one evaluation and prints its figures; exit code 1 where it says that something is wrong. Throws with the usage for arguments that can't be understood. */
export async function runEval([name = "", ...args]: string[]): Promise<void> {
  const evaluation = evaluations[name];
  if (!evaluation) throw new Error(usageOf(Object.values(evaluations)));
  const { values } = parseArgs({ args, options: { ...evaluation.options, ...options("json") } });
  const given = values as Record<string, string | undefined>;
  const result = await (evaluation.run(given) ?? Promise.reject(new Error(usageOf([evaluation]))));
  if (given.json) await writeFile(given.json, `${JSON.stringify(result.report, null, 2)}\n`);
  process.stdout.write(result.text);
  if (!result.isGood) process.exitCode = 1;
}

const usageOf = (known: Evaluation[]) =>
  known.map(({ usage }) => `usage: npm run eval -- ${usage}`).join("\n");
