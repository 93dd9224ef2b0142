/**
 * `npm run eval -- conversations`: how well the last question of a conversation is searched for alone, as a person rewrote it, and
 * as the product condenses it with the conversation before it. A data set is one of read-dataset.ts with `queries.rewrite.jsonl`;
 * the conversations are in a file of tasks {task_id, history: [{role, text}], question}.
 */
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { findSearchScope } from "../../../db/search.ts";
import { makeTurn } from "../../../db/testing/make-turn.ts";
import { showProgress } from "../../../scripts/show-progress.mjs";
import { type RetrieveQuery, retrieve } from "../../answer-question.ts";
import { condenseQuestion } from "../../conversation/condense-question.ts";
import { trimHistory } from "../../conversation/trim-history.ts";
import { liveModels } from "../../models/live-models.ts";
import { startMeter } from "../../models/meter.ts";
import type { SearchMode } from "../../search.ts";
import type { HistoryMessage } from "../../turn.ts";
import { bootstrapDifference, type Difference } from "../bootstrap-interval.ts";
import { type LoadedCorpus, loadCorpus } from "../load-corpus.ts";
import { type DatasetQuery, readDataset, readJsonl, readQueries } from "../read-dataset.ts";
import { reportOf, type Scored, type SystemReport } from "./evaluate-retrieval.ts";
import { rankDocuments } from "./rank-documents.ts";
import { type RankingMetric, scoreRanking } from "./score-ranking.ts";

const taskSchema = z.object({
  task_id: z.string(),
  history: z.array(z.object({ role: z.string(), text: z.string() })),
});

export interface ConversationsOptions {
  datasets: string[];
  /** The file of tasks. */
  tasks: string;
  mode: SearchMode;
  isReranked: boolean;
  seed: number;
  keptIn?: string;
}

/** The forms of the last question, in the order of the table. */
export const questionForms = ["last turn alone", "human rewrite", "condensed"] as const;
export type QuestionForm = (typeof questionForms)[number];

export interface ConversationsReport {
  kind: "conversations";
  at: string;
  seed: number;
  mode: SearchMode;
  isReranked: boolean;
  datasets: ConversationSet[];
  /** What each form gains over the last turn alone, in the mean of the sets. */
  gains: { form: QuestionForm; metric: RankingMetric; difference: Difference }[];
}

export interface ConversationSet {
  name: string;
  questions: number;
  /** Questions with anything before them, and those that condensing changed. */
  withHistory: number;
  condensed: number;
  /** One for each form. */
  systems: SystemReport[];
  /** The forms of each question, in the order of the systems' questions. */
  forms: Record<QuestionForm, string>[];
}

export async function evaluateConversations(options: ConversationsOptions): Promise<ConversationsReport> {
  const tasks = await readJsonl(options.tasks, taskSchema);
  const histories = new Map(tasks.map(({ task_id, history }) => [task_id, history.map(toMessage)]));
  const datasets: ConversationSet[] = [];
  for (const folder of options.datasets) datasets.push(await evaluateSet(folder, histories, options));
  const { seed, mode, isReranked } = options;
  const gains = questionForms.slice(1).flatMap((form, i) =>
    (["recall@5", "nDCG@10"] as const).map((metric) => {
      const differences = datasets.map(({ systems: [alone, ...others] }) =>
        (others[i]?.questions ?? []).map(
          (scores, q) => scores[metric] - (alone?.questions[q]?.[metric] ?? 0),
        ),
      );
      return { form, metric, difference: bootstrapDifference(differences, seed) };
    }),
  );
  return {
    kind: "conversations",
    at: new Date().toISOString(),
    seed,
    mode,
    isReranked,
    datasets,
    gains,
  };
}

const toMessage = ({ role, text }: { role: string; text: string }): HistoryMessage => ({
  role: role === "user" ? "user" : "assistant",
  text,
});

async function evaluateSet(
  folder: string,
  histories: ReadonlyMap<string, HistoryMessage[]>,
  options: ConversationsOptions,
): Promise<ConversationSet> {
  const { name, corpus, queries } = await readDataset(folder);
  const rewrites = new Map(
    (await readQueries(folder, "queries.rewrite.jsonl")).map(({ id, text }) => [id, text]),
  );
  const loaded = await loadCorpus(corpus, { name, keptIn: options.keptIn });
  const condense = condenserOf(loaded);
  const ask = await askerOf(loaded, options);
  const forms: Record<QuestionForm, string>[] = [];
  const answers: Scored[][] = questionForms.map(() => []);
  const progress = showProgress(`${name}: asked`, queries.length);
  for (const query of queries) {
    const asked: Record<QuestionForm, AskedQuestion> = {
      "last turn alone": { question: query.text },
      "human rewrite": { question: rewrites.get(query.id) ?? query.text },
      condensed: await condense(query.text, histories.get(query.id) ?? []),
    };
    forms.push({
      "last turn alone": query.text,
      "human rewrite": asked["human rewrite"].question,
      condensed: asked.condensed.question,
    });
    for (const [i, form] of questionForms.entries()) answers[i]?.push(await ask(query, asked[form]));
    progress.advance();
  }
  return {
    name,
    questions: queries.length,
    withHistory: queries.filter(({ id }) => histories.get(id)?.length).length,
    condensed: forms.filter((each) => each.condensed !== each["last turn alone"]).length,
    systems: questionForms.map((form, i) => reportOf(form, answers[i] ?? [], options.seed)),
    forms,
  };
}

/** What `retrieve` is asked: the question, and what condensing adds to it. */
type AskedQuestion = Omit<RetrieveQuery, "scope">;

/** The question as the pipeline searches for it, by whatever model is configured, or by rules. */
function condenserOf({ principal }: LoadedCorpus) {
  const tools = { models: liveModels, meter: startMeter({ principal, requestId: uuidv7() }) };
  return (question: string, history: HistoryMessage[]): Promise<AskedQuestion> =>
    condenseQuestion(makeTurn(principal, question, { history }), trimHistory(history), tools);
}

async function askerOf(
  { principal, collectionId, corpusIdsOf }: LoadedCorpus,
  { mode, isReranked }: ConversationsOptions,
) {
  const scope = await findSearchScope(principal, [collectionId]);
  const tools = { models: liveModels, meter: startMeter({ principal, requestId: uuidv7() }) };
  return async ({ id, relevance }: DatasetQuery, asked: AskedQuestion): Promise<Scored> => {
    const startedAt = performance.now();
    const { chunks, timingsMs } = await retrieve(principal, { ...asked, scope, mode, isReranked }, tools);
    const total = performance.now() - startedAt;
    const ranked = rankDocuments(chunks, corpusIdsOf);
    const scores = { id, question: asked.question, ...scoreRanking(ranked, relevance) };
    return { scores, timingsMs: { ...timingsMs, total }, ranked };
  };
}

/** Where the tasks lie beside the shared retrieval sets. */
export const tasksBeside = (dataset: string) => join(dataset, "../../answers/mtrag/tasks.jsonl");
