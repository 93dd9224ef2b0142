/**
 * What a workload costs with everything on beside a naive program: always the strong model, for follow-ups' rewriting too, no cache of
 * answers, all of a conversation in each prompt, over the same search. Both are asked in one run through the pipeline that serves users, of
 * the same models with the same bill, and judged alike. Then each part is switched off by itself, since what parts save overlaps and
 * doesn't add up.
 *
 * What routing costs in quality rests on how far the two models are apart, which the bench can't know: it's told for each of several
 * stand-ins (stand-ins.ts), of which the first decides what is written, too. What caches, summaries and search do to quality is
 * measured on the gold answers themselves.
 */
import { listedModels } from "../../lib/models/listed-models.ts";
import { type AnsweredTurn, askWorkload, everythingOn, naive, type Switches } from "./ask-workload.ts";
import { compareQuality, type Quality } from "./compare-quality.ts";
import { type CostWorkload, makeCostWorkload, type TurnKind, type WorkloadPart } from "./cost-workload.ts";
import { type CostTenant, loadCostTenant } from "./load-cost-tenant.ts";
import { costOf, type ModelPair } from "./paid-readers.ts";
import { readStandIns } from "./stand-ins.ts";

export interface CostOptions {
  /** The folder of shared sets. */
  data: string;
  singles: number;
  seed: number;
  part: WorkloadPart;
  /** Also single parts of the cache, other thresholds and other shares of repeats. */
  isDetailed: boolean;
  /** Told of each row as soon as it's measured. */
  onRow?: (row: CostRow) => void;
}

export interface CostRow {
  name: string;
  /** Of the naive program's spend on the same turns. */
  ratio: number;
  /** For each stand-in. */
  quality: Quality[];
  /** Of the citations in answers that the documents hold, those of a document that holds it. */
  citationPrecision: number;
}

export interface CostReport {
  kind: "cost";
  seed: number;
  part: WorkloadPart;
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
/** One long conversation to fifty single questions: about a third of all turns are in conversations. */
const singlesPerConversation = 50;

/** One way to ask all of it. */
interface Run {
  name: string;
  switches: Switches;
  /** Of the single questions. */
  repeatShare: number;
}

const run = (name: string, switches: Partial<Switches>, other: Partial<Run> = {}): Run => ({
  name,
  switches: { ...everythingOn, ...switches },
  repeatShare,
  ...other,
});
const fromDifficulty = (strongFrom: number) => run(`strong from ${strongFrom}`, { strongFrom });

/** Each switched off by itself. What providers keep of prompts is a matter of price alone, so it needs no asking. */
const runs: Run[] = [
  run("everything on", {}),
  run("without routing", { routes: false }),
  run("without any cache", { exactCache: false, similarCache: false }),
  run("without summaries", { sumsUp: false }),
  ...[0.5, 1].map(fromDifficulty),
];
const detailedRuns: Run[] = [
  run("without the exact cache", { exactCache: false }),
  run("without the similar cache", { similarCache: false }),
  ...[0.25, 0.6, 0.65, 0.7, 0.8].map(fromDifficulty),
  ...[0, 0.2, 0.4].map((share) => run(`${Math.round(100 * share)} % repeats`, {}, { repeatShare: share })),
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

export async function measureCost(options: CostOptions): Promise<CostReport> {
  const { seed, part, isDetailed, onRow } = options;
  const { ask, workload, standIns } = await startAsking(options);
  const asked = [...runs, ...(isDetailed ? detailedRuns : [])].map((each) => ({
    ...each,
    answered: ask(each),
    beside: ask({ ...each, name: "naive", switches: naive }),
  }));
  const rows: CostRow[] = [];
  const addRow = (name: string, own: AnsweredTurn[], plain: AnsweredTurn[], keepsPrompts = true) => {
    const quality = standIns.map((standIn) => compareQuality(own, plain, standIn));
    const citationPrecision = citationPrecisionOf(own);
    const ratio = spentOn(own, pair, keepsPrompts) / spentOn(plain, pair, false);
    const row = { name, ratio, quality, citationPrecision };
    rows.push(row);
    onRow?.(row);
  };
  for (const { name, answered, beside } of asked) {
    const [own, plain] = [await answered, await beside];
    if (rows.length === 0) {
      addRow("naive", plain, plain, false);
      addRow("without kept prompts", own, plain, false);
    }
    addRow(name, own, plain);
  }
  const [first] = asked;
  const [all, plain] = [(await first?.answered) ?? [], (await first?.beside) ?? []];
  return {
    kind: "cost",
    seed,
    part,
    workload: describeWorkload(workload),
    pair: { cheap: pair.cheap.id, strong: pair.strong.id },
    spent: { naive: spentOn(plain, pair, false), whole: spentOn(all, pair, true) },
    rows,
    ratioBesideKeptPrompts: spentOn(all, pair, true) / spentOn(plain, pair, true),
    byKind: (["simple", "complex", "conversation"] as const).map((kind) => kindRow(kind, all, plain)),
    hits: hitsOf(all),
    pairs: [pair, ...otherPairs].map((prices) => ({
      cheap: prices.cheap.id,
      strong: prices.strong.id,
      ratio: spentOn(all, prices, true) / spentOn(plain, prices, false),
    })),
  };
}

/** So many at a time, each in a tenant of its own: more than half of the time goes by waiting for the database. */
const lanes = 2;

async function startAsking({ data, singles, seed, part }: CostOptions) {
  const conversations = Math.max(1, Math.round(singles / singlesPerConversation));
  const workloadOf = (share: number) =>
    makeCostWorkload({ data, singles, conversations, repeatShare: share, seed, part });
  const workload = await workloadOf(repeatShare);
  const standIns = await readStandIns(data);
  const tenants: CostTenant[] = [];
  for (let lane = 0; lane < lanes; lane++) tenants.push(await loadCostTenant(workload.corpus));
  const ends: Promise<unknown>[] = tenants.map(() => Promise.resolve());
  const begun = new Map<string, Promise<AnsweredTurn[]>>();

  /** Each once, as soon as a lane is free. */
  function ask({ name, switches, repeatShare: share }: Run): Promise<AnsweredTurn[]> {
    const key = JSON.stringify([switches, share]);
    const lane = begun.size % lanes;
    const tenant = tenants[lane]!;
    const answered =
      begun.get(key) ??
      ends[lane]!.then(async () => {
        const { turns } = share === repeatShare ? workload : await workloadOf(share);
        return askWorkload(turns, switches, name, { tenant, pair, standIn: standIns[0] });
      });
    if (!begun.has(key)) ends[lane] = answered;
    begun.set(key, answered);
    return answered;
  }
  return { ask, workload, standIns };
}

const spentOn = (answered: AnsweredTurn[], prices: ModelPair, keepsPrompts: boolean) =>
  answered.reduce((sum, { calls }) => sum + costOf(calls, prices, { keepsPrompts }), 0);

function citationPrecisionOf(answered: AnsweredTurn[]): number {
  const citations = answered.reduce((sum, turn) => sum + turn.citations, 0);
  const citationsOfGold = answered.reduce((sum, turn) => sum + turn.citationsOfGold, 0);
  return citationsOfGold / Math.max(1, citations);
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
