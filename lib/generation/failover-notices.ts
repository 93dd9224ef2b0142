import { consequences, type ModelFailure } from "../models/failover-policy.ts";
import type { ModelSpec } from "../models/model-spec.ts";
import type { Defect } from "../prompts/answer-prompt.ts";
import type { Notice } from "../turn.ts";

/** A model that failed, and how. */
export interface Broken {
  model: ModelSpec;
  failure: ModelFailure;
}

const whatHappened = ({ model, failure }: Broken) => `${model.id} ${consequences[failure.why].said}`;

const kindOf = ({ provider }: ModelSpec): Notice["kind"] =>
  provider === "builtin" ? "degraded" : "failed_over";

/** That another model wrote all of the answer. `failures`: of those before it, in order, at least one. */
export function failedOver(failures: Broken[], writer: ModelSpec): Notice {
  const [first, ...others] = failures;
  const also = others.length > 0 ? ` and ${others.length} more failed` : "";
  const by =
    writer.provider === "builtin" ? "made of sentences quoted from the documents" : `written by ${writer.id}`;
  return {
    kind: kindOf(writer),
    text: `${first ? whatHappened(first) : "A model failed"}${also}, so this answer is ${by}.`,
  };
}

/** Where one model left off and another went on. */
export function seam(broken: Broken, writer: ModelSpec): Notice {
  const rest =
    writer.provider === "builtin"
      ? "the rest is quoted from the documents"
      : writer.id === broken.model.id
        ? "it was asked again for the rest"
        : `the rest is written by ${writer.id}`;
  return { kind: kindOf(writer), text: `${whatHappened(broken)} in the middle of the answer; ${rest}.` };
}

/** That an answer stays as unfinished as it was left, because no model had anything to add. */
export function leftOff(broken: Broken): Notice {
  return {
    kind: "degraded",
    text: `${whatHappened(broken)} in the middle of the answer, and nothing more was found to quote.`,
  };
}

/** Why an answer was withdrawn and written again. */
export function rewritten(defect: Defect): Notice {
  const what = defect === "misnumbered" ? "named sources that don't exist" : "named no source";
  return { kind: "rewritten", text: `The first answer ${what}, so it was written again.` };
}
