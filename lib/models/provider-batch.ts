/** Batches of a provider's own: calls that it makes within a day, for half the price. Which provider's API is spoken is the model's matter. */
import { anthropicBatches } from "./anthropic-batches.ts";
import type { ProviderBatches } from "./batched-call.ts";
import { costMicroUsd, type ModelSpec, type ProviderApi } from "./model-spec.ts";
import { openaiBatches } from "./openai-batches.ts";
import { connectionOf } from "./provider-settings.ts";

/** Of the price of the same call made at once, as OpenAI and Anthropic have it. */
const priceShare = 0.5;

const byApi: Partial<Record<ProviderApi, ProviderBatches>> = {
  openai: openaiBatches,
  anthropic: anthropicBatches,
};

const ofProvider = (model: ModelSpec) => byApi[connectionOf(model)?.api ?? "builtin"];

/** Whether this model's provider has batches, and we know how to send them. */
export const hasBatches = (model: ModelSpec) =>
  Boolean(model.capabilities?.includes("batch")) && ofProvider(model) !== undefined;

/** What a call of a batch costs. */
export const batchedMicroUsd = (model: ModelSpec, inputTokens: number, outputTokens: number) =>
  Math.ceil(priceShare * costMicroUsd(model, inputTokens, outputTokens));

/** The batches of this model's provider. Throws where it has none, or isn't set up any more. */
export function batchesOf(model: ModelSpec): ProviderBatches {
  const batches = ofProvider(model);
  if (!batches) throw new Error(`the provider ${model.provider} has no batches, or isn't set up`);
  return batches;
}
