/**
 * In: a turn and the models that may write its answer. Out: budget held for the worst case, the candidates that it leaves, and how
 * much they may write. A budget without room: a shorter answer where that fits, else what the tenant chose (refusal, the cheapest
 * model that fits, quoted sentences); past the installation's hourly cap always quoted sentences. No database, no answer.
 */
import {
  type BudgetRefusal,
  type Hold,
  type Reservation,
  reserveBudget,
  type SpendPart,
  settleBudget,
} from "../../db/budget.ts";
import type { SearchScope } from "../../db/search.ts";
import type { Amounts } from "../budget-schemas.ts";
import { limits } from "../limits.ts";
import { log } from "../log.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import { priceOf } from "../models/task-model.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Notice, Turn } from "../turn.ts";
import { budgetExhausted } from "./budget-exhausted.ts";
import { chooseOutputTokens } from "./choose-output-tokens.ts";
import { countsTokens, sumOf, worstCase } from "./worst-case.ts";

/** What a turn may spend, and by whom it may be answered. */
export interface Quota {
  hold: Hold;
  /** What it may come to, held or not; null where nothing is capped. */
  reserved: Amounts | null;
  /** The candidates that the budget leaves. */
  candidates: ModelSpec[];
  /** Of the tightest budget, before this turn, 0 to 1; 1 where nothing is capped. */
  leftShare: number;
  /** The most that one call may write. */
  outputTokensMax: number;
  /** What of it is for writing the answer, and for judging sentences: nothing where they aren't judged. Null where nothing is capped. */
  reservedForAnswer: Amounts | null;
  reservedForJudge: Amounts | null;
  /** Nothing that costs money or tokens may be called, for whatever job. */
  isFree: boolean;
  /** What the reader should know of it. */
  notices: Notice[];
}

interface Asked {
  policy: TenantPolicy;
  scope: Pick<SearchScope, "embeddingModel">[];
  models: Models;
}

type Offer = Pick<Quota, "candidates" | "outputTokensMax"> & { isJudged: boolean };
type Left = { microUsd: number | null; tokens: number | null };

/** Throws `budget_exhausted`, which says what is left and when the budget starts anew. One round trip where the budget suffices. */
export async function reserveQuota(turn: Turn, candidates: ModelSpec[], asked: Asked): Promise<Quota> {
  const partsOf = ({ candidates, outputTokensMax, isJudged }: Offer) =>
    worstCase({
      turn,
      policy: asked.policy,
      isJudged,
      candidates,
      embeddingModelIds: asked.scope.map(({ embeddingModel }) => embeddingModel),
      models: asked.models,
      outputTokens: outputTokensMax,
    });
  const whole = { candidates, outputTokensMax: chooseOutputTokens(turn.question), isJudged: true };
  const { requestMicroUsdMax } = asked.policy.budget;
  const one = { microUsd: requestMicroUsdMax, tokens: null };
  const wanted = fitInto(whole, one, partsOf) ?? fitCheaper(whole, one, partsOf);
  if (!wanted) return freeQuota("Any model would cost more than one question may");
  const isCapped = requestMicroUsdMax !== null;
  const first = await reserve(turn, wanted, { partsOf, isCapped });
  if (!first.refused) return { ...first, notices: noticesOfAsked(turn, wanted) };

  const { refused, left } = first;
  const offer = chooseOffer(wanted, left, refused, {
    policy: asked.policy,
    partsOf,
    isPatient: turn.source === "batch" && asked.policy.budget.batchesWait,
  });
  if (offer === free) return freeQuota(usedUp(refused));
  const second = await reserve(turn, offer, { partsOf, isCapped });
  if (!second.refused) return { ...second, notices: noticesOf(wanted, offer) };
  if (asked.policy.budget.onExhausted === "refuse") throw budgetExhausted(second.refused);
  return freeQuota(usedUp(second.refused)); // others took what was left meanwhile
}

const free: Offer = {
  candidates: [extractiveModel],
  outputTokensMax: limits.outputTokensMax,
  isJudged: false,
};

/** `isCapped`: also where no budget is. */
async function reserve(
  turn: Turn,
  offer: Offer,
  { partsOf, isCapped }: { partsOf: (offer: Offer) => SpendPart[]; isCapped: boolean },
): Promise<(Quota & { refused?: undefined }) | Extract<Reservation, { left: Left }>> {
  const parts = partsOf(offer);
  const reservation: Reservation =
    parts.length > 0 ? await reserveBudget(turn.principal, parts) : { hold: { id: null }, leftShare: 1 };
  if (reservation.refused) return reservation;
  const { hold, leftShare } = reservation;
  const sumFor = (wanted: SpendPart["feature"]) => sumOf(parts.filter(({ feature }) => feature === wanted));
  const isBound = isCapped || hold.id !== null;
  return {
    ...offer,
    hold,
    leftShare,
    reserved: isBound ? sumOf(parts) : null,
    reservedForAnswer: isBound ? sumFor("answer") : null,
    reservedForJudge: isBound ? sumFor("judge") : null,
    isFree: false,
    notices: [],
  };
}

/** What comes instead of an offer that the budget doesn't cover. Throws where that's a refusal. */
function chooseOffer(
  wanted: Offer,
  left: Left,
  refused: BudgetRefusal,
  {
    policy,
    partsOf,
    isPatient,
  }: { policy: TenantPolicy; partsOf: (offer: Offer) => SpendPart[]; isPatient: boolean },
): Offer {
  if (refused.budget === "hour-cap" && isPatient) throw budgetExhausted(refused); // it goes on in an hour
  if (refused.budget === "hour-cap" || !wanted.candidates.some(countsTokens)) return free;
  const shorter = fitInto(wanted, left, partsOf);
  if (shorter) return shorter;
  if (policy.budget.onExhausted === "refuse") throw budgetExhausted(refused);
  if (policy.budget.onExhausted === "extractive") return free;
  const byPrice = wanted.candidates
    .filter(countsTokens)
    .toSorted((a, b) => a.outputPrice - b.outputPrice || a.inputPrice - b.inputPrice);
  const [cheapest] = byPrice;
  return (cheapest && fitInto({ ...wanted, candidates: [cheapest, extractiveModel] }, left, partsOf)) ?? free;
}

/**
 * The offer with as much to write as fits into what is left, rather without a judge than not at all; null where that's no whole
 * answer any more.
 */
function fitInto(offer: Offer, left: Left, partsOf: (offer: Offer) => SpendPart[]): Offer | null {
  const fits = (outputTokensMax: number) => {
    const { microUsd, tokens } = sumOf(partsOf({ ...offer, outputTokensMax }));
    return microUsd <= (left.microUsd ?? microUsd) && tokens <= (left.tokens ?? tokens);
  };
  if (fits(offer.outputTokensMax)) return offer;
  if (!fits(limits.outputTokensMin))
    return offer.isJudged ? fitInto({ ...offer, isJudged: false }, left, partsOf) : null;
  // Cost grows evenly with what is written, so a few halvings find the most that fits, within a step of it.
  let low: number = limits.outputTokensMin;
  let high = offer.outputTokensMax;
  while (high - low > 50) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return { ...offer, outputTokensMax: low };
}

/** The same without the dearest of the models, or the two dearest, and so on; null where not even the cheapest fits. */
function fitCheaper(offer: Offer, left: Left, partsOf: (offer: Offer) => SpendPart[]): Offer | null {
  const dearest = Math.max(...offer.candidates.map(priceOf));
  const candidates = offer.candidates.filter((model) => !countsTokens(model) || priceOf(model) < dearest);
  if (!candidates.some(countsTokens)) return null;
  const cheaper = { ...offer, candidates };
  return fitInto(cheaper, left, partsOf) ?? fitCheaper(cheaper, left, partsOf);
}

const usedUp = ({ budget }: BudgetRefusal) =>
  budget === "hour-cap" ? "This server has spent what it may in an hour" : "The budget is used up";

/** Quoted sentences, found by words: what costs nothing. */
function freeQuota(why: string): Quota {
  const text = `${why}: this answer is made of sentences quoted from the documents.`;
  const notices: Notice[] = [{ kind: "degraded", text }];
  return {
    ...free,
    hold: { id: null },
    leftShare: 0,
    reserved: null,
    reservedForAnswer: null,
    reservedForJudge: null,
    isFree: true,
    notices,
  };
}

/** Whoever asked for a model that one question may not pay for is told. */
function noticesOfAsked({ model }: Turn, { candidates }: Offer): Notice[] {
  if (model === "auto" || candidates.some(({ id }) => id === model)) return [];
  const text = `${model} would cost more than one question may: this answer is left to a cheaper model.`;
  return [{ kind: "degraded", text }];
}

function noticesOf(wanted: Offer, offer: Offer): Notice[] {
  if (wanted.candidates === offer.candidates) return [];
  const text = "The budget is nearly used up: this answer is left to the cheapest model.";
  return [{ kind: "degraded", text }];
}

/** Books what the turn really cost. A failure is logged: the hold is then reclaimed and its worst case booked. */
export async function settleQuota(turn: Turn, { hold }: Quota, meter: Meter): Promise<void> {
  try {
    await settleBudget(turn.principal, hold, meter.parts());
  } catch (error) {
    log.error({ err: error, requestId: turn.requestId }, "a budget hold could not be settled");
  }
  await meter.save();
}
