/**
 * Which model writes an answer. Pure: the same input gives the same chain, and the trace says why in plain sentences.
 *
 * What a model has already written to the question is taken. Else who asks for a model gets it. Else, in this order: personal data stays
 * on local models where the tenant wants it; a split takes its share of the questions; and what is left goes by difficulty, to the cheap
 * model or the strong one, the more to the cheap one the less budget is left. Behind it stand another provider's models, then cheaper
 * ones, and at last the built-in model, which can't fail. Models that rest after failures go behind the others. What may be used at all is decided before, by listCandidates.
 */
import { AppError } from "../errors.ts";
import { isAllowed } from "../models/allowed-models.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import { pickCheapAndStrong } from "../models/pick-cheap-and-strong.ts";
import { priceOf } from "../models/task-model.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Evidence, RouteTrace } from "../turn.ts";
import { difficultyOf } from "./difficulty.ts";

/** Below this share of the budget the strong model is kept for ever more difficult questions. */
const tightShare = 0.2;

/**
 * The chat models that may write an answer, in the order of the chain: the one asked for goes first; last the built-in extractive
 * one. Those that the tenant names for routing are among them. Throws `model_not_found` for an unknown id and for one that the tenant
 * doesn't allow.
 */
export function listCandidates(asked: string, policy: TenantPolicy, models: Models): ModelSpec[] {
  const { cheap, strong, split, allowed } = policy.models;
  const named = [cheap, strong, ...split.map(({ modelId }) => modelId), ...(allowed ?? [])];
  const known = [
    ...models.chatChain(policy),
    ...named.map((id) => (id === null ? undefined : models.find(id))),
  ];
  const usable = known.filter(
    (model): model is ModelSpec => model?.kind === "chat" && isAllowed(model, policy),
  );
  if (asked === "auto") return withExtractiveLast(usable);
  const model = models.find(asked);
  if (model?.kind !== "chat" || !isAllowed(model, policy))
    throw new AppError("model_not_found", { publicMessage: `There is no model “${asked.slice(0, 100)}”.` });
  return model.id === extractiveModel.id ? [extractiveModel] : withExtractiveLast([model, ...usable]);
}

export interface RouteInput {
  /** "auto" or a catalog id. */
  asked: string;
  /** What may write it, as listCandidates gave them and the budget left them. */
  candidates: ModelSpec[];
  question: string;
  evidence: Evidence[];
  policy: TenantPolicy;
  /** Whether question or evidence hold personal data. */
  hasPersonalData: boolean;
  /** Of the tightest budget, 0 to 1; 1 where nothing is capped. */
  leftShare?: number;
  /** Whether calls to it are turned away for now, since it has failed too often. */
  isResting?: (model: ModelSpec) => boolean;
  /** Whether it has written to this question before, which is paid for. It goes first, and may rest. */
  hasWritten?: (model: ModelSpec) => boolean;
  /** By which a split chooses: the same always falls into the same share. The question where it's left out. */
  splitKey?: string;
}

export interface Route {
  /** To be tried in this order. */
  chain: ModelSpec[];
  trace: RouteTrace;
}

/** Which of the candidates is to write the answer, which stand by, and why. */
export function routeModel(input: RouteInput): Route {
  const { hasWritten = () => false } = input;
  const isResting = (model: ModelSpec) => !hasWritten(model) && (input.isResting?.(model) ?? false);
  const { writers, reason: kept } = mayRead(input);
  const choice = chooseWriter(input, writers);
  const standBy = choice.first ? standByFor(choice.first, writers) : [];
  const ordered = choice.first ? [choice.first, ...standBy] : [];
  const awake = ordered.filter((model) => !isResting(model));
  const resting = ordered.filter(isResting);
  const [first = extractiveModel, ...others] = [...awake, ...resting, extractiveModel];
  const passedBy =
    choice.first && first.id !== choice.first.id
      ? [`${choice.first.id} has failed too often just now, so it goes last.`]
      : [];
  const trace = {
    modelId: first.id,
    fallbackIds: others.map(({ id }) => id),
    difficulty: choice.difficulty,
    features: choice.features,
    reasons: [...kept, ...choice.reasons, ...passedBy],
    arm: choice.arm,
  };
  return { chain: [first, ...others], trace };
}

/** The candidates that may read this question and evidence, without the built-in one, which always may. */
function mayRead({ candidates, policy, hasPersonalData }: RouteInput): {
  writers: ModelSpec[];
  reason: string[];
} {
  const writers = candidates.filter((model) => model.provider !== "builtin" && isAllowed(model, policy));
  if (!hasPersonalData || !policy.models.keepsPersonalDataLocal) return { writers, reason: [] };
  const local = writers.filter(({ residency }) => residency === "local");
  return local.length > 0
    ? { writers: local, reason: ["It holds personal data, so only local models may read it."] }
    : { writers, reason: ["It holds personal data, but there is no local model that could answer."] };
}

interface Choice {
  first: ModelSpec | undefined;
  reasons: string[];
  difficulty: number | null;
  features: Record<string, number>;
  arm: string | null;
}

function chooseWriter(input: RouteInput, writers: ModelSpec[]): Choice {
  const { asked, policy, question, splitKey = question } = input;
  const [first, second] = writers;
  const choice = { first, reasons: [] as string[], difficulty: null, features: {}, arm: null };
  if (!first) return { ...choice, reasons: ["There is no model but the built-in one."] };
  const wanted = writers.find(({ id }) => id === asked);
  const arm = wanted ? null : armOf(policy.models.split, splitKey);
  const written = writers.find((model) => input.hasWritten?.(model));
  if (written)
    return {
      ...choice,
      first: written,
      reasons: ["It has written to this question in its provider's own batch."],
      arm: arm === written.id ? arm : null,
    };
  if (wanted) return { ...choice, first: wanted, reasons: [`${asked} was asked for.`] };
  const compared = arm && writers.find(({ id }) => id === arm);
  if (compared) return { ...choice, first: compared, reasons: ["The split chose it."], arm: compared.id };
  if (!second) return { ...choice, reasons: ["It is the only one."] };
  if (!policy.models.routesByDifficulty) return { ...choice, reasons: ["It is the first of the chain."] };
  return { ...choice, ...chooseByDifficulty(input, writers, first) };
}

function chooseByDifficulty(
  { question, evidence, policy, leftShare = 1 }: RouteInput,
  writers: ModelSpec[],
  first: ModelSpec,
): Partial<Choice> {
  const { cheap = first, strong = first } = pickCheapAndStrong(writers, policy);
  const isSame = cheap.id === strong.id || (isUnnamed(policy) && priceOf(cheap) === priceOf(strong));
  if (isSame) return { reasons: ["It is the first of the chain; the others cost the same."] };
  const { difficulty, features } = difficultyOf(question, evidence);
  const from = strongFrom(policy.models.strongFrom, leftShare);
  const isDifficult = difficulty >= from;
  const reasons = [
    `Its difficulty is ${difficulty.toFixed(2)}; from ${from.toFixed(2)} on the strong model writes.`,
    ...(leftShare < tightShare ? [`${Math.round(100 * leftShare)} % of the budget is left.`] : []),
  ];
  return { first: isDifficult ? strong : cheap, reasons, difficulty, features };
}

const isUnnamed = ({ models: { cheap, strong } }: TenantPolicy) => cheap === null && strong === null;

/** The threshold, raised in a straight line towards 1 while the last of the budget is spent. */
const strongFrom = (threshold: number, leftShare: number) =>
  leftShare >= tightShare ? threshold : 1 - (1 - threshold) * (Math.max(0, leftShare) / tightShare);

/** Other providers' models first, since what fails is mostly a provider; within each the nearest in price that isn't dearer, then cheaper ones. */
function standByFor(first: ModelSpec, writers: ModelSpec[]): ModelSpec[] {
  const distance = (model: ModelSpec) => {
    const difference = priceOf(model) - priceOf(first);
    return [Number(model.provider === first.provider), Number(difference > 0), Math.abs(difference)] as const;
  };
  return writers
    .filter(({ id }) => id !== first.id)
    .map((model) => ({ model, by: distance(model) }))
    .sort((a, b) => a.by[0] - b.by[0] || a.by[1] - b.by[1] || a.by[2] - b.by[2])
    .map(({ model }) => model);
}

/** The model into whose share the key falls; null where it's to be routed. */
function armOf(split: TenantPolicy["models"]["split"], key: string): string | null {
  let upTo = 0;
  const point = shareOf(key);
  for (const { modelId, share } of split) {
    upTo += share;
    if (point < upTo) return modelId;
  }
  return null;
}

/** A number from 0 to 1 for a text, evenly spread (FNV-1a, with Murmur's finish for its high bits). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

function withExtractiveLast(chain: ModelSpec[]): ModelSpec[] {
  const others = chain.filter((model) => model.provider !== "builtin");
  return [...new Map([...others, extractiveModel].map((model) => [model.id, model])).values()];
}
