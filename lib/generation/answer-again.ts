/**
 * In: an answer that is written and checked. Out: another one in its place, where too little of it is supported for the tenant, or its model
 * wasn't sure of it. The second is written out of sight, so that what the reader has is withdrawn once, and only for something better.
 *
 * This is routing by confidence: a cheap model answers first, a stronger one where that isn't good enough. An abstention stands.
 */
import { log } from "../log.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import { priceOf } from "../models/task-model.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { AnswerStream, Notice, Turn } from "../turn.ts";
import { type Draft, isAbstention, supportShareOf } from "./draft.ts";
import type { Route } from "./route-model.ts";

/** The models that write an answer again, in order, and what was wrong with the one there is. */
export interface AnotherAnswer {
  chain: ModelSpec[];
  why: "unsupported" | "unsure";
}

/** Whether the tenant has answers of which too little is supported withdrawn. */
export const withdrawsUnsupported = ({ checks: { supportMin, onUnsupported } }: TenantPolicy) =>
  supportMin > 0 && onUnsupported !== "mark";

/**
 * Whether the models that write are asked how sure they are: where the tenant has a threshold for it, routing chose the model, and a
 * stronger one stands by.
 */
export function measuresConfidence(
  { model: asked }: Pick<Turn, "model">,
  { policy, route: { chain, trace } }: { policy: TenantPolicy; route: Route },
): boolean {
  const [first] = chain;
  const isRouted = asked === "auto" && trace.arm === null;
  return (
    policy.models.confidenceMin > 0 && isRouted && chain.some((other) => first && isDearer(other, first))
  );
}

/** Has the route's trace say how sure the model was. */
export function noteConfidence(draft: Draft): void {
  const { route, confidence } = draft;
  if (route && confidence !== null) draft.route = { ...route, confidence };
}

interface PlannedBy {
  policy: TenantPolicy;
  candidates: ModelSpec[];
  /** Whether the model was asked how sure it is. */
  isMeasured: boolean;
}

/**
 * The other answer that a draft needs; null where it may stand as it is. Stronger models are those of the route that are dearer than
 * the one that wrote it, the dearest first. Nothing of a route that kept to local models leaves it. Where it's for the model's being unsure
 * alone, the route's trace says so.
 */
export function planAnotherAnswer(
  draft: Draft,
  { policy, candidates, isMeasured }: PlannedBy,
): AnotherAnswer | null {
  const { model, route, confidence } = draft;
  if (!model || model.id === extractiveModel.id || !answers(draft)) return null;
  const { checks, models } = policy;
  const isUnsupported = withdrawsUnsupported(policy) && (supportOf(draft) ?? 1) < checks.supportMin;
  if (isUnsupported && checks.onUnsupported === "extractive")
    return { chain: [extractiveModel], why: "unsupported" };
  const isUnsure = isMeasured && confidence !== null && confidence < models.confidenceMin;
  if (!isUnsupported && !isUnsure) return null;
  if (draft.notices.some(({ kind }) => kind === "rewritten")) return null; // withdrawn once already
  const routed = route && new Set([route.modelId, ...route.fallbackIds]);
  const chain = candidates
    .filter((other) => isDearer(other, model) && (!routed || routed.has(other.id)))
    .toSorted((a, b) => priceOf(b) - priceOf(a));
  if (chain.length === 0) return null;
  if (!isUnsupported && route && confidence !== null)
    draft.route = { ...route, reasons: [...route.reasons, unsure(model, confidence, policy)] };
  return { chain, why: isUnsupported ? "unsupported" : "unsure" };
}

const isDearer = (model: ModelSpec, than: ModelSpec) => priceOf(model) > priceOf(than);

const unsure = ({ id }: ModelSpec, confidence: number, { models: { confidenceMin } }: TenantPolicy) =>
  `The confidence of ${id} in its answer is ${confidence.toFixed(2)}; below ${confidenceMin.toFixed(2)} a stronger model is asked, too.`;

function answers({ writer }: Pick<Draft, "writer">): boolean {
  const written = writer?.end();
  return written !== undefined && !isAbstention(written.text);
}

/** The share of what was checked that is supported; 0 for an answer that cites nothing, null for one that doesn't answer. */
function supportOf({ writer }: Pick<Draft, "writer">): number | null {
  const written = writer?.end();
  if (!written || isAbstention(written.text)) return null;
  return supportShareOf(written.verdicts) ?? (written.citations.length === 0 ? 0 : null);
}

const rewritten: Notice = {
  kind: "rewritten",
  text: "Too little of the first answer was supported by its sources, so it was written again.",
};
const quoted: Notice = {
  kind: "rewritten",
  text: "Too little of the first answer was supported by its sources, so here are their own sentences.",
};
const surer: Notice = {
  kind: "rewritten",
  text: "The model that wrote the first answer wasn't sure of it, so a stronger one wrote it again.",
};

/**
 * Has another answer written and puts it in the place of the draft's: always where it is quoted sentences, else where more of it is supported,
 * or, after a model that wasn't sure, no less. A second answer that fails leaves the first one standing; throws only when the turn is stopped.
 */
export async function answerAgain(
  turn: Turn,
  draft: Draft,
  { why }: AnotherAnswer,
  write: (second: Draft) => Promise<void>,
): Promise<void> {
  const { out, replay } = recordStream(draft.out);
  const notices: Notice[] = [];
  const second: Draft = {
    ...draft,
    notices,
    out,
    writer: undefined,
    model: undefined,
    notify(notice) {
      notices.push(notice);
      out.notice(notice);
    },
    restart(notice) {
      notices.length = 0;
      out.restart(notice);
    },
  };
  draft.out.status({ stage: "checking" });
  try {
    await write(second);
  } catch (error) {
    if (turn.signal.aborted) throw error;
    log.warn({ err: error, requestId: turn.requestId }, "a second answer could not be written");
    return;
  }
  const isQuoted = second.model?.id === extractiveModel.id;
  const gain = (supportOf(second) ?? 0) - (supportOf(draft) ?? 0);
  const isBetter = isQuoted || gain > 0 || (why === "unsure" && gain === 0);
  if (!isBetter) return;
  draft.restart(isQuoted ? quoted : why === "unsure" ? surer : rewritten);
  draft.notices.push(...notices);
  draft.writer = second.writer;
  draft.model = second.model;
  replay();
}

/** Keeps what is written until it's replayed; what the server is doing shows at once. */
function recordStream(to: AnswerStream): { out: AnswerStream; replay: () => void } {
  let calls: (() => void)[] = [];
  const keep =
    <Args extends unknown[]>(call: (...args: Args) => void) =>
    (...args: Args) => {
      if (isShown) call(...args);
      else calls.push(() => call(...args));
    };
  let isShown = false;
  const out: AnswerStream = {
    status: to.status,
    text: keep(to.text),
    citation: keep(to.citation),
    verdict: keep(to.verdict),
    notice: keep(to.notice),
    filters: keep(to.filters),
    usage: keep(to.usage),
    restart() {
      calls = [];
    },
  };
  const replay = () => {
    isShown = true;
    for (const call of calls) call();
    calls = [];
  };
  return { out, replay };
}
