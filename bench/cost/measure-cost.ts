/**
 * What a workload costs with everything on beside a naive program: always the strong model, for follow-ups' rewriting too, no cache of
 * answers, all of a conversation in each prompt, over the same search. Both are asked in one run through the pipeline that serves users, of
 * the same models with the same bill, and judged alike. Then each part is switched off by itself, since what parts save overlaps and
 * doesn't add up.
 *
 * The strong and the cheap model are right as often as real ones were (draw-outcomes.ts). What routing costs in quality rests on that; what
 * caches, summaries and search do to it is measured on the gold answers themselves.
 */
import { bootstrapInterval, type Interval } from "../../lib/evaluation/bootstrap-interval.ts";
import { listedModels } from "../../lib/models/listed-models.ts";
import { type AnsweredTurn, askWorkload, everythingOn, naive, type Switches } from "./ask-workload.ts";
import { type CostWorkload, makeCostWorkload, type TurnKind } from "./cost-workload.ts";
import { outcomesOfExams, outcomesOfFaithBench } from "./draw-outcomes.ts";
import { loadCostTenant } from "./load-cost-tenant.ts";
import { costOf, type ModelPair } from "./paid-readers.ts";

export interface CostOptions {
  /** The folder of shared sets. */
  data: string;
  singles: number;
  seed: number;
  /** Told of each row as soon as it's measured. */
  onRow?: (row: CostRow) => void;
}

export interface CostRow {
  name: string;
  /** Of the naive program's spend on the same turns. */
  ratio: number;
  quality: Quality;
}

export interface Quality {
  /** The mean score of turns that have a gold answer. */
  score: number;
  /** To the naive program's, over the same turns, with its 95 % interval. */
  difference: number;
  interval: Interval;
  /** Of the citations in answers that the documents hold, those of a document that holds it. */
  citationPrecision: number;
}

export interface CostReport {
  kind: "cost";
  seed: number;
  workload: {
    turns: number;
    byKind: Record<string, number>;
    repeats: Record<string, number>;
    documents: number;
  };
  pair: { cheap: string; strong: string };
  /** In millionths of a US dollar. */
  spent: { naive: number; whole: number };
  rows: CostRow[];
  /** Beside a naive program whose provider keeps prompts, as it does by itself where a conversation is sent whole. */
  ratioBesideKeptPrompts: number;
  byKind: { kind: TurnKind; ratio: number; cachedShare: number; strongShare: number }[];
  /** What the cache answered of each kind of repeat, and of new questions. */
  hits: { what: string; asked: number; cached: number }[];
  /** The same tokens at other models' prices. */
  pairs: { cheap: string; strong: string; ratio: number }[];
}

/** The share that Gill et al. found; cost-workload.ts has more on it. */
const repeatShare = 0.31;
const repeatSharesTried = [0, 0.2, 0.4];
/** Beside the one that a workspace has without deciding anything. */
const thresholdsTried = [0.25, 0.75, 1];
/** One long conversation to fifty single questions: about a third of all turns are in conversations. */
const singlesPerConversation = 50;

/** Each switched off by itself. What providers keep of prompts is a matter of price alone, so it needs no asking. */
const ablations: { name: string; off: Partial<Switches> }[] = [
  { name: "without routing", off: { routes: false } },
  { name: "without the exact cache", off: { exactCache: false } },
  { name: "without the similar cache", off: { similarCache: false } },
  { name: "without any cache", off: { exactCache: false, similarCache: false } },
  { name: "without summaries", off: { sumsUp: false } },
];

const listed = (id: string) => {
  const model = listedModels.find((each) => each.id === id);
  if (!model) throw new Error(`${id} isn't in the catalog`);
  return model;
};
const pairOf = (cheap: string, strong: string): ModelPair => ({
  cheap: listed(cheap),
  strong: listed(strong),
});
const pair = pairOf("openai/gpt-5-mini", "openai/gpt-5.1");
const otherPairs = [
  pairOf("openai/gpt-5-nano", "openai/gpt-5.1"),
  pairOf("anthropic/claude-haiku-4-5", "anthropic/claude-sonnet-4-5"),
  pairOf("anthropic/claude-haiku-4-5", "anthropic/claude-opus-4-5"),
  pairOf("google/gemini-2.5-flash", "google/gemini-2.5-pro"),
];

export async function measureCost({ data, singles, seed, onRow }: CostOptions): Promise<CostReport> {
  const conversations = Math.max(1, Math.round(singles / singlesPerConversation));
  const workloadOf = (share: number) =>
    makeCostWorkload({ data, singles, conversations, repeatShare: share, seed });
  const workload = await workloadOf(repeatShare);
  const tenant = await loadCostTenant(workload.corpus);
  const [exams, faithBench] = [await outcomesOfExams(data, seed), await outcomesOfFaithBench(data, seed)];
  const rows: CostRow[] = [];
  const report = (name: string, answered: AnsweredTurn[], beside: AnsweredTurn[], keepsPrompts = true) => {
    const ratio = spentOn(answered, pair, keepsPrompts) / spentOn(beside, pair, false);
    const row = { name, ratio, quality: compareQuality(answered, beside) };
    rows.push(row);
    onRow?.(row);
  };
  const ask = (name: string, switches: Partial<Switches>, { turns } = workload, drawOutcome = exams) =>
    askWorkload(turns, { ...everythingOn, ...switches }, name, { tenant, pair, drawOutcome });

  const plain = await ask("naive", naive);
  report("naive", plain, plain, false);
  const whole = await ask("everything on", {});
  report("everything on", whole, plain);
  for (const { name, off } of ablations) report(name, await ask(name, off), plain);
  report("without kept prompts", whole, plain, false);

  for (const strongFrom of thresholdsTried) {
    const name = `strong from ${strongFrom}`;
    report(name, await ask(name, { strongFrom }), plain);
  }
  const plainByFaithBench = await ask("naive, FaithBench", naive, workload, faithBench);
  for (const strongFrom of [undefined, ...thresholdsTried.slice(1)]) {
    const name = `${strongFrom === undefined ? "everything on" : `strong from ${strongFrom}`}, FaithBench`;
    report(name, await ask(name, { strongFrom }, workload, faithBench), plainByFaithBench);
  }
  for (const share of repeatSharesTried) {
    const other = await workloadOf(share);
    const name = `${Math.round(100 * share)} % repeats`;
    const beside = await ask(`${name}, naive`, naive, other);
    report(name, await ask(name, {}, other), beside);
  }
  return {
    kind: "cost",
    seed,
    workload: describeWorkload(workload),
    pair: { cheap: pair.cheap.id, strong: pair.strong.id },
    spent: { naive: spentOn(plain, pair, false), whole: spentOn(whole, pair, true) },
    rows,
    ratioBesideKeptPrompts: spentOn(whole, pair, true) / spentOn(plain, pair, true),
    byKind: (["simple", "complex", "conversation"] as const).map((kind) => kindRow(kind, whole, plain)),
    hits: hitsOf(whole),
    pairs: [pair, ...otherPairs].map((other) => ({
      cheap: other.cheap.id,
      strong: other.strong.id,
      ratio: spentOn(whole, other, true) / spentOn(plain, other, false),
    })),
  };
}

const spentOn = (answered: AnsweredTurn[], prices: ModelPair, keepsPrompts: boolean) =>
  answered.reduce((sum, { calls }) => sum + costOf(calls, prices, { keepsPrompts }), 0);

function compareQuality(answered: AnsweredTurn[], beside: AnsweredTurn[]): Quality {
  const scored = answered.flatMap(({ score }, i) => {
    const other = beside[i]?.score ?? null;
    return score === null || other === null ? [] : [{ score, gain: score - other }];
  });
  const gains = scored.map(({ gain }) => gain);
  const citations = answered.reduce((sum, turn) => sum + turn.citations, 0);
  const citationsOfGold = answered.reduce((sum, turn) => sum + turn.citationsOfGold, 0);
  return {
    score: meanOf(scored.map(({ score }) => score)),
    difference: meanOf(gains),
    interval: bootstrapInterval(gains),
    citationPrecision: citationsOfGold / Math.max(1, citations),
  };
}

function kindRow(kind: TurnKind, whole: AnsweredTurn[], plain: AnsweredTurn[]): CostReport["byKind"][number] {
  const own = whole.filter(({ turn }) => turn.kind === kind);
  const written = own.filter(({ isCached }) => !isCached);
  const byStrong = written.filter(({ calls }) =>
    calls.some(({ job, by }) => job === "answer" && by === "strong"),
  );
  const beside = plain.filter(({ turn }) => turn.kind === kind);
  return {
    kind,
    ratio: spentOn(own, pair, true) / spentOn(beside, pair, false),
    cachedShare: 1 - written.length / own.length,
    strongShare: byStrong.length / Math.max(1, written.length),
  };
}

function hitsOf(answered: AnsweredTurn[]): CostReport["hits"] {
  const groups = Map.groupBy(answered, ({ turn }) => turn.repeats ?? `new, ${turn.kind}`);
  return [...groups].map(([what, own]) => ({
    what,
    asked: own.length,
    cached: own.filter(({ isCached }) => isCached).length,
  }));
}

function describeWorkload({ turns, corpus }: CostWorkload): CostReport["workload"] {
  const countBy = (of: (turn: CostWorkload["turns"][number]) => string) =>
    Object.fromEntries([...Map.groupBy(turns, of)].map(([key, own]) => [key, own.length]));
  return {
    turns: turns.length,
    byKind: countBy(({ kind }) => kind),
    repeats: countBy(({ repeats }) => repeats ?? "new"),
    documents: corpus.length,
  };
}

const meanOf = (values: number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
