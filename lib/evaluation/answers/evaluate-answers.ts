/**
 * `npm run eval -- answers`: uploads a corpus into a fresh tenant, asks its questions through the pipeline that serves users, and
 * scores the answers. The data set is a folder with corpus.jsonl {id, title, text} and qa.jsonl {id, question, answers,
 * answerable?, doc_id?}; questions without `answerable` count as answerable. With a judge, answers are also judged as people would.
 */
import { basename, join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { loadFoundChunks } from "../../../db/search.ts";
import { showProgress } from "../../../scripts/show-progress.mjs";
import { startRun } from "../../run/run.ts";
import type { Answer, Principal } from "../../turn.ts";
import { loadCorpus } from "../load-corpus.ts";
import { percentile } from "../percentile.ts";
import { corpusDocumentSchema, readJsonl } from "../read-dataset.ts";
import { seededSample } from "../seeded-random.ts";
import { containsGold, countUncitedSentences, tokenF1, withoutMarks } from "./answer-metrics.ts";
import type { Judge } from "./create-judge.ts";
import { type ScoredAnswer, summariseAnswers } from "./summarise-answers.ts";

const questionSchema = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()),
  answerable: z.boolean().default(true),
  doc_id: z.string().optional(),
});
type Question = z.infer<typeof questionSchema>;

export interface AnswersOptions {
  /** So many, drawn by the seed; all when left out. */
  questionsMax?: number;
  seed: number;
  judge?: Judge;
}

export type AnswersReport = Awaited<ReturnType<typeof evaluateAnswers>>;

export async function evaluateAnswers(
  dataset: string,
  { questionsMax = Number.POSITIVE_INFINITY, seed, judge }: AnswersOptions,
) {
  const corpus = await readJsonl(join(dataset, "corpus.jsonl"), corpusDocumentSchema);
  const all = await readJsonl(join(dataset, "qa.jsonl"), questionSchema);
  const questions = seededSample(all, questionsMax, seed);
  const { principal, corpusIdsOf } = await loadCorpus(corpus, { name: basename(dataset) });
  const textOf = new Map(corpus.map((document) => [document.id, document.text]));

  const progress = showProgress("asked", questions.length);
  const answers: ScoredAnswer[] = [];
  for (const question of questions) {
    const startedAt = performance.now();
    const answer = await ask(principal, question.question);
    const milliseconds = Math.round(performance.now() - startedAt);
    const scored = scoreAnswer(question, answer, { corpusIdsOf, textOf });
    const judged = judge ? await judgeAnswer(judge, principal, question, answer) : unjudged;
    answers.push({ ...scored, ...judged, milliseconds });
    progress.advance();
  }
  const times = answers.map((answer) => answer.milliseconds);
  return {
    kind: "answers" as const,
    dataset,
    documents: corpus.length,
    judge: judge ? { name: judge.name, promptVersion: judge.promptVersion } : null,
    ...summariseAnswers(answers),
    milliseconds: { p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
    answers,
  };
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
    filters: {},
    infersFilters: true,
  });
  return run.answer;
}

interface LoadedTexts {
  corpusIdsOf: ReadonlyMap<string, string[]>;
  textOf: ReadonlyMap<string, string>;
}

function scoreAnswer(
  { id, question, answers: golds, answerable, doc_id: goldId }: Question,
  answer: Answer,
  { corpusIdsOf, textOf }: LoadedTexts,
): Omit<ScoredAnswer, "faithfulness" | "correctness" | "milliseconds"> {
  const cited = answer.citations.map(({ quote, documentId }) => ({
    quote,
    corpusIds: corpusIdsOf.get(documentId) ?? [],
  }));
  const isVerbatim = ({ quote, corpusIds }: (typeof cited)[number]) =>
    quote !== "" && corpusIds.some((corpusId) => textOf.get(corpusId)?.includes(quote));
  const text = withoutMarks(answer.text);
  const abstained = answer.status === "abstained";
  return {
    id,
    question,
    answerable,
    abstained,
    containsGold: containsGold(text, golds),
    f1: tokenF1(text, golds),
    citations: cited.length,
    citationsVerbatim: cited.filter(isVerbatim).length,
    citationsOfGold: goldId ? cited.filter(({ corpusIds }) => corpusIds.includes(goldId)).length : null,
    sentencesChecked: answer.verdicts.length,
    sentencesSupported: answer.verdicts.filter(({ verdict }) => verdict === "supported").length,
    sentencesUncited: abstained ? 0 : countUncitedSentences(answer.text, answer.verdicts),
    answer: answer.text,
  };
}

const unjudged = { faithfulness: null, correctness: null };

/** Faithfulness goes by the chunks that the answer cites, correctness by the gold answers. */
async function judgeAnswer(
  judge: Judge,
  principal: Principal,
  { question, answers: references, answerable }: Question,
  answer: Answer,
): Promise<Pick<ScoredAnswer, "faithfulness" | "correctness">> {
  if (answer.status === "abstained") return unjudged;
  const chunkIds = [...new Set(answer.citations.map(({ chunkId }) => chunkId))];
  const sources = (await loadFoundChunks(principal, chunkIds)).map((chunk) => chunk.text);
  const text = withoutMarks(answer.text);
  return {
    faithfulness: await judge.judgeFaithfulness({ sources, text }),
    correctness:
      answerable && references.length > 0
        ? await judge.judgeCorrectness({ question, references, answer: text })
        : null,
  };
}
