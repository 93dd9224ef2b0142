import { type Hold, reserveBudget, settleBudget } from "../../db/budget.ts";
import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import { log } from "../log.ts";
import { costMicroUsd, type ModelSpec } from "../models/catalog.ts";
import type { Meter } from "../models/meter.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Notice, Turn } from "../turn.ts";

/** Instructions and fences of the answer prompt. */
const promptTokens = 600;

/** What a turn may spend, and by whom it may be answered. */
export interface Quota {
  hold: Hold;
  /** The candidates that the budget leaves. */
  candidates: ModelSpec[];
  /** What the reader should know of it. */
  notices: Notice[];
}

/**
 * Reserves the most that this turn can cost: the dearest of the candidates reading and writing as much as limits allow, twice,
 * since a condensed question costs about what a short answer does and a failed model is paid for too. Throws `budget_exhausted`.
 */
export async function reserveQuota(
  turn: Turn,
  candidates: ModelSpec[],
  _policy: TenantPolicy,
): Promise<Quota> {
  const inputTokens =
    promptTokens + limits.evidenceTokensMax + limits.historyTokensMax + countTokens(turn.question);
  const dearest = Math.max(
    ...candidates.map((model) => costMicroUsd(model, inputTokens, limits.outputTokensMax)),
  );
  const hold = await reserveBudget(turn.principal, 2 * dearest);
  return { hold, candidates, notices: [] };
}

/** Books what the turn really cost. A failure is logged: the hold then expires by itself. */
export async function settleQuota(turn: Turn, { hold }: Quota, meter: Meter): Promise<void> {
  try {
    await settleBudget(turn.principal, hold, meter.spentMicroUsd());
  } catch (error) {
    log.error({ err: error, requestId: turn.requestId }, "a budget hold could not be settled");
  }
  await meter.save();
}
