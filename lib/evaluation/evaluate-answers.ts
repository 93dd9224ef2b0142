/**
 * `npm run eval -- answers`: uploads a corpus into a fresh tenant, asks its questions through the pipeline that serves users, and
 * scores the answers. The data set is a folder with corpus.jsonl {id, title, text} and qa.jsonl {id, question, answers,
 * answerable?}; questions without `answerable` count as answerable.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { showProgress } from "../../scripts/show-progress.mjs";
import { startRun } from "../run/run.ts";
import type { Answer, Principal } from "../turn.ts";
import { containsGold, tokenF1, withoutMarks } from "./answer-metrics.ts";
import { type CorpusDocument, corpusDocumentSchema, loadCorpus } from "./load-corpus.ts";

const questionSchema = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()),
  answerable: z.boolean().default(true),
  doc_id: z.string().optional(),
});

export interface ScoredAnswer {
  id: string;
  question: string;
  answerable: boolean;
  abstained: boolean;
  containsGold: boolean;
  f1: number;
  citations: number;
  /** Citations whose quote stands word for word in the document that was uploaded. */
  citationsVerbatim: number;
  /** Whether a citation points at the document that the gold answer was taken from; null where the set doesn't say. */
  citesGoldDocument: boolean | null;
  sentencesChecked: number;
  sentencesSupported: number;
  answer: string;
  milliseconds: number;
}

export interface AnswersReport {
  dataset: string;
  documents: number;
  questions: number;
  answerable: number;
  unanswerable: number;
  /** Shares of the answerable questions. */
  containsGoldShare: number;
  meanF1: number;
  falseAbstentionShare: number;
  citesGoldDocumentShare: number | null;
  /** Share of all questions. */
  abstainedShare: number;
  /** Share of the unanswerable questions; null where there are none. */
  rightAbstentionShare: number | null;
  /** Shares of all citations, and of all cited sentences. */
  citationsVerbatimShare: number | null;
  sentencesSupportedShare: number | null;
  /** Share of questions that have a verbatim citation or are an explicit abstention; anything below 1 is a defect. */
  citedOrAbstainedShare: number;
  milliseconds: { p50: number; p95: number };
  answers: ScoredAnswer[];
}

export async function evaluateAnswers(
  dataset: string,
  questionsMax = Number.POSITIVE_INFINITY,
): Promise<AnswersReport> {
  const corpus = await readJsonl(join(dataset, "corpus.jsonl"), corpusDocumentSchema);
  const questions = (await readJsonl(join(dataset, "qa.jsonl"), questionSchema)).slice(0, questionsMax);
  const { principal, corpusIdOf } = await loadCorpus(corpus);
  const textOf = new Map(corpus.map((document) => [document.id, document.text]));

  const progress = showProgress("asked", questions.length);
  const answers: ScoredAnswer[] = [];
  for (const question of questions) {
    const startedAt = performance.now();
    const answer = await ask(principal, question.question);
    const milliseconds = Math.round(performance.now() - startedAt);
    const cited = answer.citations.map((citation) => ({
      ...citation,
      corpusId: corpusIdOf.get(citation.documentId) ?? "",
    }));
    const verbatim = cited.filter(
      ({ quote, corpusId }) => quote !== "" && textOf.get(corpusId)?.includes(quote),
    );
    const text = withoutMarks(answer.text);
    answers.push({
      id: question.id,
      question: question.question,
      answerable: question.answerable,
      abstained: answer.status === "abstained",
      containsGold: containsGold(text, question.answers),
      f1: tokenF1(text, question.answers),
      citations: cited.length,
      citationsVerbatim: verbatim.length,
      citesGoldDocument: question.doc_id ? cited.some(({ corpusId }) => corpusId === question.doc_id) : null,
      sentencesChecked: answer.verdicts.length,
      sentencesSupported: answer.verdicts.filter(({ verdict }) => verdict === "supported").length,
      answer: answer.text,
      milliseconds,
    });
    progress.advance();
  }
  return summarise(dataset, corpus, answers);
}

async function ask(principal: Principal, question: string): Promise<Answer> {
  const ids = { requestId: uuidv7(), conversationId: uuidv7(), questionId: uuidv7(), answerId: uuidv7() };
  const run = await startRun({
    ...ids,
    principal,
    question,
    history: [],
    collectionIds: null,
    model: "auto",
    source: "api",
    isRegenerated: false,
  });
  return run.answer;
}

async function readJsonl<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

function summarise(dataset: string, corpus: CorpusDocument[], answers: ScoredAnswer[]): AnswersReport {
  const answerable = answers.filter((answer) => answer.answerable);
  const unanswerable = answers.filter((answer) => !answer.answerable);
  const pointed = answerable.filter((answer) => answer.citesGoldDocument !== null);
  const sum = (pick: (answer: ScoredAnswer) => number) =>
    answers.reduce((total, answer) => total + pick(answer), 0);
  const times = answers.map((answer) => answer.milliseconds).toSorted((a, b) => a - b);
  const percentile = (p: number) => times[Math.min(times.length - 1, Math.floor(p * times.length))] ?? 0;
  return {
    dataset,
    documents: corpus.length,
    questions: answers.length,
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    containsGoldShare: share(answerable, (answer) => answer.containsGold) ?? 0,
    meanF1: answerable.reduce((total, answer) => total + answer.f1, 0) / Math.max(answerable.length, 1),
    falseAbstentionShare: share(answerable, (answer) => answer.abstained) ?? 0,
    citesGoldDocumentShare: share(pointed, (answer) => answer.citesGoldDocument === true),
    abstainedShare: share(answers, (answer) => answer.abstained) ?? 0,
    rightAbstentionShare: share(unanswerable, (answer) => answer.abstained),
    citationsVerbatimShare: ratio(
      sum((answer) => answer.citationsVerbatim),
      sum((answer) => answer.citations),
    ),
    sentencesSupportedShare: ratio(
      sum((answer) => answer.sentencesSupported),
      sum((answer) => answer.sentencesChecked),
    ),
    citedOrAbstainedShare: share(answers, (answer) => answer.citationsVerbatim > 0 || answer.abstained) ?? 0,
    milliseconds: { p50: percentile(0.5), p95: percentile(0.95) },
    answers,
  };
}

function share<T>(items: T[], holds: (item: T) => boolean): number | null {
  return ratio(items.filter(holds).length, items.length);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
