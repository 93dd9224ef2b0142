/**
 * In: an answer that is written and checked. Out: another one in its place, where too little of it is supported for the tenant. The second
 * is written out of sight, so that what the reader has is withdrawn once, and only for something better.
 *
 * This is routing by confidence: a cheap model answers first, a stronger one where too little of that is supported. An abstention stands.
 * Tokens' probabilities aren't asked for: models that reason give none.
 */
import { log } from "../log.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import { priceOf } from "../models/task-model.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { AnswerStream, Notice, Turn } from "../turn.ts";
import { type Draft, isAbstention, supportShareOf } from "./draft.ts";

/**
 * The models that write an answer again whose sentences are too little supported for the tenant, in order; null where it may stand as
 * it is. `stronger`: those of the route that are dearer than the one that wrote it, the dearest first. Nothing of a route
 * that kept to local models leaves it.
 */
export function chainForAnotherAnswer(
  draft: Draft,
  { checks: { supportMin, onUnsupported } }: TenantPolicy,
  candidates: ModelSpec[],
): ModelSpec[] | null {
  const { model, route } = draft;
  if (onUnsupported === "mark" || !model || model.id === extractiveModel.id) return null;
  const share = supportOf(draft);
  if (share === null || share >= supportMin) return null;
  if (onUnsupported === "extractive") return [extractiveModel];
  if (draft.notices.some(({ kind }) => kind === "rewritten")) return null; // withdrawn once already
  const routed = route && new Set([route.modelId, ...route.fallbackIds]);
  const dearer = candidates
    .filter((other) => priceOf(other) > priceOf(model) && (!routed || routed.has(other.id)))
    .toSorted((a, b) => priceOf(b) - priceOf(a));
  return dearer.length > 0 ? dearer : null;
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

/**
 * Has another answer written and puts it in the place of the draft's: always where it is quoted sentences, else where more of it is supported.
 * A second answer that fails leaves the first one standing; throws only when the turn is stopped.
 */
export async function answerAgain(
  turn: Turn,
  draft: Draft,
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
  if (!isQuoted && (supportOf(second) ?? 0) <= (supportOf(draft) ?? 0)) return;
  draft.restart(isQuoted ? quoted : rewritten);
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
