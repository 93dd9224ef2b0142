import type { ProviderModel } from "../../db/model-providers.ts";
import type { GivenModel, ProviderKind } from "../provider-schemas.ts";
import { dimensionsOf } from "./embedding-family.ts";
import { listedModels, unlistedPrice } from "./listed-models.ts";

/**
 * A provider's model with what wasn't said of it: as the catalog lists it, else a price above what most cost, or none for what runs
 * on one's own machines.
 */
export function completeModel(
  given: GivenModel,
  provider: { kind: ProviderKind; residency: "local" | "external" },
): ProviderModel {
  const { kind, name } = given;
  const listed = listedModels.find(
    (model) => model.provider === provider.kind && model.kind === kind && model.name === name,
  );
  const usual = listed ?? guessedPrice(given, provider);
  const inputPrice = given.inputPrice ?? usual.inputPrice ?? 0;
  const isPriceOwn = given.inputPrice !== undefined;
  return {
    kind,
    name,
    contextTokens: given.contextTokens ?? listed?.contextTokens ?? usualContext[kind],
    inputPrice,
    outputPrice: given.outputPrice ?? usual.outputPrice ?? 0,
    cachedInputPrice: given.cachedInputPrice ?? (isPriceOwn ? null : (listed?.cachedInputPrice ?? null)),
    callPrice: given.callPrice ?? usual.callPrice ?? null,
    dimensions: kind === "embedding" ? (given.dimensions ?? listed?.dimensions ?? dimensionsOf(name)) : 0,
  };
}

const usualContext = { chat: 128_000, embedding: 8191, rerank: 512, moderation: 32_000 };

interface Price {
  inputPrice?: number;
  outputPrice?: number;
  callPrice?: number;
}

function guessedPrice(
  { kind }: GivenModel,
  provider: { kind: ProviderKind; residency: "local" | "external" },
): Price {
  if (provider.residency === "local" || kind === "moderation") return {};
  const { input, output, rerankInput, rerankCall } = unlistedPrice;
  if (kind === "rerank")
    return provider.kind === "cohere" ? { callPrice: rerankCall } : { inputPrice: rerankInput };
  return { inputPrice: input, outputPrice: kind === "chat" ? output : 0 };
}
