import { liveModels } from "../models/live-models.ts";
import { searchModes } from "../search.ts";
import { createModelJudge, wordsJudge } from "./answers/create-judge.ts";
import { describeAnswers } from "./answers/describe-answers.ts";
import { evaluateAnswers } from "./answers/evaluate-answers.ts";
import { describeJudge, evaluateJudge } from "./answers/evaluate-judge.ts";
import { describeChunking } from "./chunking/describe-chunking.ts";
import { evaluateChunking } from "./chunking/evaluate-chunking.ts";
import { describeDocuments } from "./documents/describe-documents.ts";
import { evaluateDocuments } from "./documents/evaluate-documents.ts";
import { checkGate } from "./gate/check-gate.ts";
import { compareReports, readReport } from "./gate/compare-reports.ts";
import { describeComparison } from "./gate/describe-comparison.ts";
import { describeGate } from "./gate/describe-gate.ts";
import { describeGrounding } from "./grounding/describe-grounding.ts";
import { evaluateGrounding } from "./grounding/evaluate-grounding.ts";
import { describeGuards } from "./guards/describe-guards.ts";
import { describePii } from "./guards/describe-pii.ts";
import { evaluateGuards } from "./guards/evaluate-guards.ts";
import { evaluatePii } from "./guards/evaluate-pii.ts";
import { languageCode } from "./language-code.ts";
import { evaluateSet } from "./own-set/evaluate-set.ts";
import { chooseSystems } from "./retrieval/choose-systems.ts";
import { describeConversations } from "./retrieval/describe-conversations.ts";
import { describeRetrieval, describeSet } from "./retrieval/describe-retrieval.ts";
import { evaluateConversations, tasksBeside } from "./retrieval/evaluate-conversations.ts";
import { evaluateRetrieval } from "./retrieval/evaluate-retrieval.ts";
import { openFeatureWriter } from "./retrieval/feature-writer.ts";
import { describeConfidence } from "./routing/describe-confidence.ts";
import { describeRouting } from "./routing/describe-routing.ts";
import { evaluateConfidence } from "./routing/evaluate-confidence.ts";
import { evaluateRouting } from "./routing/evaluate-routing.ts";

export type Given = Record<string, string | undefined>;

export interface Evaluation {
  /** After `npm run eval --`. */
  usage: string;
  /** Options that take a value; `--json FILE` is everybody's. */
  options: string[];
  /** Options that are there or not. */
  flags?: string[];
  /** Null where an option is missing or can't be understood. */
  run(given: Given, tools: EvalTools): Promise<EvaluationResult> | null;
}

interface EvaluationResult {
  /** For --json. */
  report: unknown;
  /** The same for people. */
  text: string;
  /** Whether all was as it must be. */
  isGood: boolean;
}

interface EvalTools {
  /** Arguments that are no options. */
  files: string[];
  flags: ReadonlySet<string>;
  /** Where notes on loaded corpora are, beside a database that outlives the run. */
  keptIn?: string;
}

/** What `npm run eval` can measure, by name. */
export const evaluations: Record<string, Evaluation> = {
  retrieval: {
    usage: `retrieval --dataset DIR[,DIR…] [--mode ${searchModes.join("|")}|all] [--rerank none|features|model]
                 [--reference] [--tiers] [--queries FILE] [--questions N] [--collection-language xx] [--embedding-model ID]
                 [--seed N] [--features FILE] [--json FILE] [--fresh|--stale] [--cache DIR]`,
    options: [
      "dataset",
      "mode",
      "rerank",
      "queries",
      "questions",
      "collection-language",
      "embedding-model",
      "seed",
      "features",
    ],
    flags: ["reference", "tiers"],
    run(given, { flags, keptIn }) {
      const systems = chooseSystems({
        mode: given.mode,
        rerank: given.rerank,
        hasReference: flags.has("reference"),
        hasTiers: flags.has("tiers"),
      });
      if (!given.dataset || !systems) return null;
      const features = given.features ? openFeatureWriter(given.features) : undefined;
      return evaluateRetrieval({
        datasets: given.dataset.split(","),
        systems,
        queriesFile: given.queries,
        questionsMax: numberIn(given.questions),
        language: given["collection-language"] && languageCode(given["collection-language"]),
        embeddingModel: given["embedding-model"],
        seed: seedIn(given.seed),
        keptIn,
        features,
      }).then(async (report) => {
        await features?.close();
        return { report, text: describeRetrieval(report), isGood: true };
      });
    },
  },
  guards: {
    usage: "guards --dataset DIR [--json FILE]",
    options: ["dataset"],
    run({ dataset }) {
      if (!dataset) return null;
      return evaluateGuards(dataset).then((report) => ({
        report,
        text: describeGuards(report),
        isGood: true,
      }));
    },
  },
  pii: {
    usage: "pii --dataset DIR [--json FILE]",
    options: ["dataset"],
    run({ dataset }) {
      if (!dataset) return null;
      return evaluatePii(dataset).then((report) => ({ report, text: describePii(report), isGood: true }));
    },
  },
  conversations: {
    usage: `conversations --dataset DIR[,DIR…] [--tasks FILE] [--mode ${searchModes.join("|")}] [--rerank none] [--seed N] [--json FILE]
                     [--fresh|--stale] [--cache DIR]`,
    options: ["dataset", "tasks", "mode", "rerank", "seed"],
    run({ dataset, tasks, mode = "hybrid", rerank, seed }, { keptIn }) {
      const datasets = dataset?.split(",") ?? [];
      const chosen = searchModes.find((each) => each === mode);
      if (!datasets[0] || !chosen) return null;
      return evaluateConversations({
        datasets,
        tasks: tasks ?? tasksBeside(datasets[0]),
        mode: chosen,
        isReranked: rerank !== "none",
        seed: seedIn(seed),
        keptIn,
      }).then((report) => ({ report, text: describeConversations(report), isGood: true }));
    },
  },
  routing: {
    usage: "routing --dataset PROMPTS.jsonl [--json FILE]",
    options: ["dataset"],
    run: ({ dataset }) =>
      dataset
        ? evaluateRouting(dataset).then((report) => ({ report, text: describeRouting(report), isGood: true }))
        : null,
  },
  confidence: {
    usage: "confidence --samples SAMPLES.jsonl [--json FILE]",
    options: ["samples"],
    run: ({ samples }) =>
      samples
        ? evaluateConfidence(samples).then((report) => ({
            report,
            text: describeConfidence(report),
            isGood: true,
          }))
        : null,
  },
  set: {
    usage: `set --file SET.json --url URL --key KEY [--mode ${searchModes.join("|")}] [--rerank none] [--seed N] [--json FILE]`,
    options: ["file", "url", "key", "mode", "rerank", "seed"],
    run({ file, url, key, mode = "hybrid", rerank, seed }) {
      const chosen = searchModes.find((each) => each === mode);
      if (!file || !url || !key || !chosen) return null;
      return evaluateSet({
        file,
        url,
        apiKey: key,
        mode: chosen,
        isReranked: rerank !== "none",
        seed: seedIn(seed),
      }).then((report) => ({ report, text: describeSet(report), isGood: true }));
    },
  },
  compare: {
    usage: "compare BEFORE.json AFTER.json [--seed N] [--json FILE]",
    options: ["seed"],
    run: ({ seed }, { files: [before, after] }) =>
      before && after
        ? Promise.all([readReport(before), readReport(after)]).then((reports) => {
            const report = compareReports(...reports, seedIn(seed));
            return { report, text: describeComparison(report), isGood: true };
          })
        : null,
  },
  gate: {
    usage: "gate [--data DIR] [--sets NAME,NAME…] [--update] [--json FILE] [--fresh|--stale] [--cache DIR]",
    options: ["data", "sets"],
    flags: ["update"],
    run: ({ data = "../shared/data/retrieval", sets }, { flags, keptIn }) =>
      checkGate({ data, only: sets?.split(","), updates: flags.has("update"), keptIn }).then((report) => ({
        report,
        text: describeGate(report),
        isGood: report.isGood,
      })),
  },
  answers: {
    usage: "answers --dataset DIR [--questions N] [--judge MODEL|words] [--seed N] [--json FILE]",
    options: ["dataset", "questions", "judge", "seed"],
    run: ({ dataset, questions, judge, seed }) =>
      dataset
        ? evaluateAnswers(dataset, {
            questionsMax: numberIn(questions),
            seed: seedIn(seed),
            judge: judgeIn(judge),
          }).then((report) => ({ report, text: describeAnswers(report), isGood: true }))
        : null,
  },
  judge: {
    usage: "judge --samples FILE [--model ID] [--questions N] [--seed N] [--json FILE]",
    options: ["samples", "model", "questions", "seed"],
    run: ({ samples, model = "words", questions, seed }) =>
      samples
        ? evaluateJudge(samples, judgeIn(model) ?? wordsJudge, {
            samplesMax: numberIn(questions),
            seed: seedIn(seed),
          }).then((report) => ({ report, text: describeJudge(report), isGood: true }))
        : null,
  },
  grounding: {
    usage: "grounding --samples FILE [--answers DIR] [--seed N] [--json FILE]",
    options: ["samples", "answers", "seed"],
    run: ({ samples, answers, seed }) =>
      samples
        ? evaluateGrounding(samples, { answers, seed: seedIn(seed) }).then((report) => ({
            report,
            text: describeGrounding(report),
            isGood: true,
          }))
        : null,
  },
  chunking: {
    usage: "chunking --dataset DIR [--tokens N] [--json FILE]",
    options: ["dataset", "tokens"],
    run: ({ dataset, tokens }) =>
      dataset
        ? evaluateChunking(dataset, numberIn(tokens)).then((report) => ({
            report,
            text: describeChunking(report),
            isGood: true,
          }))
        : null,
  },
  documents: {
    usage: "documents --index FILE [--json FILE]",
    options: ["index"],
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

const numberIn = (text: string | undefined) => (text === undefined ? undefined : Number(text));

const judgeIn = (name: string | undefined) =>
  name === undefined ? undefined : name === "words" ? wordsJudge : createModelJudge(liveModels, name);

const seedIn = (text: string | undefined) => numberIn(text) ?? 42;
