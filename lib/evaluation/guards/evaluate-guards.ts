import { dirname } from "node:path";
import {
  attackFrom,
  scoreDocumentText,
  scoreQuestion,
  scoreText,
  type TextModels,
} from "../../guards/injection/score-text.ts";
import { suspiciousChunkFrom } from "../../is-suspicious-chunk.ts";
import { bootstrapInterval, type Interval } from "../bootstrap-interval.ts";
import { percentile } from "../percentile.ts";
import {
  type GuardPrompt,
  type HiddenInstruction,
  readGuardPrompts,
  readHiddenInstructions,
} from "./read-guard-data.ts";
import {
  type HarmlessTexts,
  harmlessLooking,
  readHarmless,
  trainedSources,
  trainOnDocuments,
  trainOnPrompts,
} from "./train-guard.ts";

/** The share of texts that were judged rightly. */
export interface RightShare extends Interval {
  name: string;
  count: number;
  share: number;
}

export interface GuardReport {
  /** From which score on a text counts as an attack. */
  attackFrom: number;
  suspiciousChunkFrom: number;
  /** The same in three figures, as detectors are published with: harmless prompts with words of attacks, harmless prompts, attacks. */
  summary: { overDefence: RightShare; benign: RightShare; malicious: RightShare };
  /** Every prompt judged by weights that hadn't seen it: those of its source were learned from without its fifth. */
  crossValidated: RightShare[];
  /** By weights that hadn't seen any prompt of its source. */
  otherSources: RightShare[];
  /** Instructions hidden in documents, by weights that hadn't seen their kind. */
  documents: RightShare[];
  /** The product's own weights on a question, milliseconds. */
  questionMs: { p50: number; p95: number; max: number };
}

const folds = 5;
/** Harmless prompts all of them, each with words of attacks. */
const hardSource = "notinject";

/** Measures the detector on prompts and documents that it wasn't trained on, beside the data sets in the folder's parent. */
export async function evaluateGuards(folder: string): Promise<GuardReport> {
  const prompts = await readGuardPrompts(folder);
  const hidden = await readHiddenInstructions(folder);
  const train = await readHarmless(dirname(folder), "train");
  const heldOut = await readHarmless(dirname(folder), "heldOut");
  return {
    attackFrom,
    suspiciousChunkFrom,
    ...crossValidate(prompts, train, heldOut),
    otherSources: leaveSourcesOut(prompts, train),
    documents: measureDocuments(hidden, prompts, train, heldOut),
    questionMs: timeQuestions(prompts),
  };
}

const isAttackTo = (models: TextModels) => (text: string) => scoreText(text, models).score >= attackFrom;

function crossValidate(
  prompts: GuardPrompt[],
  train: HarmlessTexts,
  heldOut: HarmlessTexts,
): Pick<GuardReport, "summary" | "crossValidated"> {
  const pool = prompts.filter(({ source }) => trainedSources.includes(source));
  const judged = Array.from({ length: folds }, (_, fold) => {
    const isHeld = (_: unknown, i: number) => i % folds === fold;
    const models = trainOnPrompts(
      pool.filter((prompt, i) => !isHeld(prompt, i)),
      train.questions,
    );
    return judge(pool.filter(isHeld), models);
  }).flat();
  const others = prompts.filter(({ source }) => !trainedSources.includes(source));
  const all = trainOnPrompts(pool, train.questions);
  const judgedAll = [...judged, ...judge(others, all)];
  const questions = heldOut.questions.map((text) => !isAttackTo(all)(text));
  const pooled = (name: string, isOf: (each: Judged) => boolean) =>
    shareOf(
      name,
      judgedAll.filter(isOf).map(({ isRight }) => isRight),
    );
  return {
    summary: {
      overDefence: pooled("over-defence", ({ source }) => source === hardSource),
      benign: pooled("benign", ({ source, isAttack }) => source !== hardSource && !isAttack),
      malicious: pooled("malicious", ({ isAttack }) => isAttack),
    },
    crossValidated: [...sharesOf(judgedAll), shareOf("questions to documents, passed", questions)],
  };
}

function leaveSourcesOut(prompts: GuardPrompt[], train: HarmlessTexts): RightShare[] {
  const judged = trainedSources.flatMap((source) => {
    const models = trainOnPrompts(
      prompts.filter((prompt) => trainedSources.includes(prompt.source) && prompt.source !== source),
      train.questions,
    );
    return judge(
      prompts.filter((prompt) => prompt.source === source),
      models,
    );
  });
  return sharesOf(judged);
}

interface Judged {
  name: string;
  source: string;
  isAttack: boolean;
  isRight: boolean;
}

function judge(prompts: GuardPrompt[], models: TextModels): Judged[] {
  const isAttack = isAttackTo(models);
  return prompts.map((prompt) => ({
    source: prompt.source,
    isAttack: prompt.isAttack,
    name: `${prompt.source}, ${prompt.isAttack ? "attacks found" : "harmless, passed"}`,
    isRight: isAttack(prompt.text) === prompt.isAttack,
  }));
}

function sharesOf(judged: Pick<Judged, "name" | "isRight">[]): RightShare[] {
  const names = [...new Set(judged.map(({ name }) => name))].sort();
  return names.map((name) =>
    shareOf(
      name,
      judged.filter((each) => each.name === name).map(({ isRight }) => isRight),
    ),
  );
}

function shareOf(name: string, right: boolean[]): RightShare {
  const values = right.map(Number);
  const share = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { name, count: values.length, share, ...bootstrapInterval(values) };
}

/** Each kind of attack, and a fifth of the clean documents, judged by weights that were learned without them. */
function measureDocuments(
  hidden: HiddenInstruction[],
  prompts: GuardPrompt[],
  train: HarmlessTexts,
  heldOut: HarmlessTexts,
): RightShare[] {
  const isSuspicious = (text: string, models: TextModels) =>
    scoreDocumentText(text, models) >= suspiciousChunkFrom;
  const kinds = [...new Set(hidden.flatMap(({ attackType }) => attackType ?? []))];
  const judged = kinds.flatMap((kind, k) => {
    const isHeld = ({ attackType }: HiddenInstruction, i: number) =>
      attackType === kind || (attackType === null && i % kinds.length === k);
    const models = trainOnDocuments(
      hidden.filter((each, i) => !isHeld(each, i)),
      prompts,
      train.texts,
    );
    return hidden.filter(isHeld).map(({ context, attackType }) => ({
      name: nameOfKind(attackType),
      isRight: isSuspicious(context, models) === (attackType !== null),
    }));
  });
  const all = trainOnDocuments(hidden, prompts, train.texts);
  const others = heldOut.texts.map((text) => !isSuspicious(text, all));
  return [...sharesOf(judged), shareOf("documents of other sets, passed", others)];
}

function nameOfKind(attackType: string | null): string {
  if (attackType === null) return "clean e-mails and tables, passed";
  return harmlessLooking.has(attackType)
    ? "hidden questions and tasks, found"
    : "hidden orders about the reply, found";
}

function timeQuestions(prompts: GuardPrompt[]): GuardReport["questionMs"] {
  const times = prompts
    .map(({ text }) => {
      const startedAt = performance.now();
      scoreQuestion(text);
      return performance.now() - startedAt;
    })
    .slice(200); // what comes first pays for compiling
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), max: Math.max(...times) };
}
