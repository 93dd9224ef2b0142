import { AppError } from "../errors.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Evidence, RouteTrace } from "../turn.ts";

/**
 * The models that may write an answer, in the order of the chain: the one asked for alone goes first; last the built-in extractive
 * model, which can't fail. Throws `model_not_found` for an unknown id and for one that the tenant doesn't allow.
 */
export function listCandidates(asked: string, _policy: TenantPolicy, models: Models): ModelSpec[] {
  const chain = models.chatChain();
  if (asked === "auto") return withExtractiveLast(chain);
  const model = models.find(asked);
  if (model?.kind !== "chat")
    throw new AppError("model_not_found", { publicMessage: `There is no model “${asked.slice(0, 100)}”.` });
  return withExtractiveLast([model, ...chain]);
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
}

export interface Route {
  /** To be tried in this order. */
  chain: ModelSpec[];
  trace: RouteTrace;
}

/** Which of the candidates is to write the answer, which stand by, and why. */
export function routeModel({ candidates }: RouteInput): Route {
  const [first = extractiveModel, ...others] = candidates;
  const trace = {
    modelId: first.id,
    fallbackIds: others.map(({ id }) => id),
    difficulty: null,
    features: {},
    reasons: ["It is the first of the chain."],
    arm: null,
  };
  return { chain: [first, ...others], trace };
}

function withExtractiveLast(chain: ModelSpec[]): ModelSpec[] {
  const others = chain.filter((model) => model.id !== extractiveModel.id);
  const isExtractiveAsked = chain[0]?.id === extractiveModel.id;
  return isExtractiveAsked
    ? [extractiveModel]
    : [...new Map([...others, extractiveModel].map((model) => [model.id, model])).values()];
}
