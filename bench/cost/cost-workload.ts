/**
 * The questions that the cost bench asks, seeded: single questions, some of them again, and long conversations, all from public sets.
 *
 * simple        XQuAD's English questions: short, a word or a name as answer (SQuAD's annotators).
 * complex       CLAPNQ's answerable questions: from Google's log, a paragraph as answer. Two simple to one complex is our guess.
 * conversations mtRAG's, whose follow-ups and standalone rewrites people wrote; three in a row are one long conversation of some 24 turns,
 *               as somebody has who never begins a new one.
 *
 * Repeats: .31 of single questions by default, the share that Gill et al. (MeanCache, arXiv:2403.02694) found among what ChatGPT's users asked;
 * what is asked early is asked again most. Nobody has published in which words, so in equal parts: word for word; typed anew (case,
 * punctuation, politeness, a letter left out: by templates); and said otherwise by a person: two of XQuAD's questions
 * about the same words of the same paragraph. Not all of those ask for the same, which is as it should be: serving one for the other
 * would cost quality, and quality is measured.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { analyzeText } from "../../lib/analyze-text.ts";
import { corpusDocumentSchema, readJsonl } from "../../lib/evaluation/read-dataset.ts";
import { seededRandom } from "../../lib/evaluation/seeded-random.ts";

export type TurnKind = "simple" | "complex" | "conversation";
const repeatKinds = ["word for word", "typed anew", "said otherwise"] as const;
export type RepeatKind = (typeof repeatKinds)[number];

export interface CostTurn {
  kind: TurnKind;
  question: string;
  /** As a person made it stand alone. */
  standalone: string;
  /** Whom it belongs to: a follow-up comes after all earlier turns with the same. */
  conversation: number;
  /** How it says again what was asked before. */
  repeats?: RepeatKind;
  /** By which the models' outcomes are drawn: the same for what asks for the same. */
  goldId: string;
  /** None where the documents don't answer it. */
  golds: string[];
  /** The documents that hold the answer, by the corpus's ids. */
  goldDocuments: string[];
}

export interface CostWorkload {
  corpus: { id: string; title: string; text: string }[];
  turns: CostTurn[];
}

export interface WorkloadOptions {
  /** The folder of shared sets. */
  data: string;
  singles: number;
  conversations: number;
  /** Of the single questions. */
  repeatShare: number;
  seed: number;
  /** Settings are chosen on the one and measured on the other: no question and no conversation is in both. */
  part: WorkloadPart;
}
export type WorkloadPart = "development" | "held-out";

const qaSchema = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()),
  answerable: z.boolean().default(true),
  doc_id: z.string(),
  answer_start: z.number().optional(),
});
const taskSchema = z.object({
  task_id: z.string(),
  domain: z.string(),
  question: z.string(),
  reference_answer: z.string(),
  answerability: z.string(),
  context_ids: z.array(z.string()),
  relevant_ids: z.array(z.string()),
});
const querySchema = z.object({ id: z.string(), text: z.string() });

const developmentShare = 0.3;
const simpleShare = 2 / 3;
const conversationsInARow = 3;
/** Two questions about the same words of a paragraph say the same otherwise where they share this much of their words. */
const sharedWordsMin = 0.3;

type Single = Omit<CostTurn, "conversation" | "repeats"> & { others: string[] };

export async function makeCostWorkload(options: WorkloadOptions): Promise<CostWorkload> {
  const { data, conversations, seed, part } = options;
  const random = seededRandom(seed);
  const ofPart = <T>(items: T[], idOf: (item: T) => string) =>
    items.filter((item) => partOf(idOf(item)) === part);
  const simple = await readSimple(join(data, "answers/xquad-en"));
  const complex = await readComplex(join(data, "answers/clapnq"));
  const talks = await readConversations(data);
  const [simplePool, complexPool] = [simple.pool, complex.pool].map((pool) =>
    shuffled(
      ofPart(pool, ({ goldId }) => goldId),
      random,
    ),
  );
  const singles = askSingles(simplePool ?? [], complexPool ?? [], options, random);
  const talksOfPart = ofPart(talks.conversations, ([first]) => first?.goldId ?? "");
  const chosen = shuffled(talksOfPart, random).slice(0, conversations * conversationsInARow);
  const long = chosen.flatMap((turns, i) =>
    turns.map((turn) => ({ ...turn, conversation: singles.length + Math.floor(i / conversationsInARow) })),
  );
  return { corpus: [...simple.corpus, ...complex.corpus, ...talks.corpus], turns: [...singles, ...long] };
}

/** By the gold answer, so that it's the same for every seed. */
function partOf(goldId: string): WorkloadPart {
  const point = createHash("sha256").update(goldId).digest().readUInt32BE() / 2 ** 32;
  return point < developmentShare ? "development" : "held-out";
}

async function readSimple(folder: string) {
  const corpus = await readJsonl(join(folder, "corpus.jsonl"), corpusDocumentSchema);
  const rows = await readJsonl(join(folder, "qa.jsonl"), qaSchema);
  const groups = Map.groupBy(rows, (row) => `${row.doc_id} ${row.answer_start} ${row.answers[0]}`);
  const pool = [...groups].map(([goldId, [first, ...others]]): Single => {
    const { question = "", answers = [], doc_id = "" } = first ?? {};
    const alike = others.map((other) => other.question).filter((other) => saysTheSame(question, other));
    const gold = { goldId, golds: answers, goldDocuments: [doc_id] };
    return { kind: "simple", question, standalone: question, ...gold, others: alike };
  });
  return { corpus, pool };
}

function saysTheSame(question: string, other: string): boolean {
  const [a, b] = [new Set(analyzeText(question)), new Set(analyzeText(other))];
  return question.trim() !== other.trim() && a.intersection(b).size >= sharedWordsMin * a.union(b).size;
}

async function readComplex(folder: string) {
  const corpus = await readJsonl(join(folder, "corpus.jsonl"), corpusDocumentSchema);
  const rows = await readJsonl(join(folder, "qa.jsonl"), qaSchema);
  const pool = rows
    .filter(({ answerable }) => answerable)
    .map(
      ({ id, question, answers, doc_id }): Single => ({
        kind: "complex",
        question,
        standalone: question,
        goldId: id,
        golds: answers,
        goldDocuments: [doc_id],
        others: [],
      }),
    );
  return { corpus, pool };
}

/** mtRAG's conversations on CLAPNQ's documents, and those of its documents that they are about. */
async function readConversations(data: string) {
  const tasks = await readJsonl(join(data, "answers/mtrag/tasks.jsonl"), taskSchema);
  const own = tasks.filter(({ domain }) => domain === "clapnq");
  const folder = join(data, "retrieval/mtrag-clapnq");
  const rewrites = await readJsonl(join(folder, "queries.rewrite.jsonl"), querySchema);
  const rewriteOf = new Map(rewrites.map(({ id, text }) => [id, text]));
  const used = new Set(own.flatMap(({ context_ids }) => context_ids));
  const corpus = await readJsonl(join(folder, "corpus.jsonl"), corpusDocumentSchema);
  const byConversation = Map.groupBy(own, ({ task_id }) => task_id.split("<::>")[0]);
  const conversations = [...byConversation.values()].map((turns) =>
    turns.map((task) => ({
      kind: "conversation" as const,
      question: task.question,
      standalone: rewriteOf.get(task.task_id) ?? task.question,
      goldId: task.task_id,
      golds: ["ANSWERABLE", "PARTIAL"].includes(task.answerability) ? [task.reference_answer] : [],
      goldDocuments: task.relevant_ids,
    })),
  );
  return { corpus: corpus.filter(({ id }) => used.has(id)), conversations };
}

/** The single questions, in the order in which they are asked. */
function askSingles(
  simple: Single[],
  complex: Single[],
  { singles, repeatShare }: WorkloadOptions,
  random: () => number,
): CostTurn[] {
  // Those that people said twice come first, or there would be few to be said otherwise.
  const pools = { simple: simple.toSorted((a, b) => b.others.length - a.others.length), complex };
  const places = Array.from({ length: singles - 1 }, (_, i) => i + 1);
  const repeated = new Set(shuffled(places, random).slice(0, Math.round(repeatShare * singles)));
  const asked: Single[] = [];
  const turns: CostTurn[] = [];
  const add = ({ others: _, ...single }: Single, change: Partial<CostTurn> = {}) =>
    turns.push({ ...single, ...change, conversation: turns.length });
  for (let place = 0, again = 0; place < singles; place++) {
    if (repeated.has(place)) {
      const { single, question, repeats } = sayAgain(
        asked,
        repeatKinds[again++ % repeatKinds.length],
        random,
      );
      add(single, { question, standalone: question, repeats });
      continue;
    }
    const next = (random() < simpleShare ? pools.simple : pools.complex).shift();
    if (!next) throw new Error("the sets hold too few questions");
    asked.push(next);
    add(next);
  }
  return turns;
}

/** In this way, or typed anew where nobody has said any of them otherwise. */
function sayAgain(asked: Single[], wanted: RepeatKind | undefined, random: () => number) {
  const sayable = asked.filter(({ others }) => others.length > 0);
  const repeats =
    wanted === "said otherwise" && sayable.length === 0 ? "typed anew" : (wanted ?? "typed anew");
  const from = repeats === "said otherwise" ? sayable : asked;
  const single = from[Math.floor(from.length * random() ** 2)];
  if (!single) throw new Error("nothing was asked yet");
  const { question } = single;
  if (repeats === "word for word") return { single, question, repeats };
  if (repeats === "typed anew") return { single, question: typeAnew(question, random), repeats };
  return { single, question: single.others.shift() ?? question, repeats };
}

function typeAnew(question: string, random: () => number): string {
  const bare = question.trim().replace(/\s*\?$/, "");
  const lower = `${bare.charAt(0).toLowerCase()}${bare.slice(1)}`;
  const forms = [
    () => bare.toLowerCase(),
    () => `Hi, ${lower}? Thanks`,
    () => `Could you please tell me ${lower}?`,
    () => withTypo(question, random),
  ];
  return forms[Math.floor(forms.length * random())]?.() ?? question;
}

/** Leaves a letter out of the longest word that isn't a name. */
function withTypo(question: string, random: () => number): string {
  const [longest] = (question.match(/\b[a-z]{5,}\b/g) ?? []).toSorted((a, b) => b.length - a.length);
  if (!longest) return question.toLowerCase();
  const at = 1 + Math.floor((longest.length - 2) * random());
  return question.replace(longest, longest.slice(0, at) + longest.slice(at + 1));
}

function shuffled<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
