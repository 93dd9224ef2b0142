import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { APICallError, wrapLanguageModel } from "ai";

/** After that many deltas a stream breaks: late enough for a reader to have seen something of it. */
const deltasBeforeBreak = 5;

/**
 * Chaos mode: the model with this share of its calls failing, half of them before the answer (503) and half in the middle of it, so
 * that an operator sees failover work in a running system. `random` gives numbers from 0 to 1.
 */
export function failOnPurpose(
  model: LanguageModelV4,
  share: number,
  random: () => number = Math.random,
): LanguageModelV4 {
  if (share <= 0) return model;
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: "v4",
      async wrapGenerate({ doGenerate }) {
        if (random() < share) throw onPurpose();
        return doGenerate();
      },
      async wrapStream({ doStream }) {
        if (random() >= share) return doStream();
        if (random() < 0.5) throw onPurpose();
        const { stream, ...rest } = await doStream();
        return { ...rest, stream: stream.pipeThrough(breakAfter(deltasBeforeBreak)) };
      },
    },
  });
}

function breakAfter(
  deltasMax: number,
): TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart> {
  let deltas = 0;
  return new TransformStream({
    transform(part, controller) {
      if (part.type === "text-delta" && ++deltas > deltasMax) controller.error(onPurpose());
      else controller.enqueue(part);
    },
  });
}

const onPurpose = () =>
  new APICallError({
    message: "This call fails on purpose: the provider's chaos share is above zero.",
    url: "",
    requestBodyValues: {},
    statusCode: 503,
  });
