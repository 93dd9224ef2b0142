import { countCollectionsByModel, listProviders, type ProviderWithModels } from "@/db/model-providers";
import { environmentConnection, environmentProviders } from "@/lib/models/environment-providers";
import { modelKinds } from "@/lib/models/model-spec";

export type ProviderJson = ReturnType<typeof providerJson>;

/** The providers that operators added, and the names that the environment has taken. No key is in it, not even sealed. */
export async function providersJson() {
  const used = await countCollectionsByModel();
  return {
    providers: (await listProviders()).map((provider) => providerJson(provider, used)),
    fromEnvironment: environmentProviders.filter((name) => takenKinds(name).length > 0),
  };
}

function providerJson(provider: ProviderWithModels, used: Map<string, number>) {
  const { id, name, kind, baseUrl, keyHint, residency, isEnabled, concurrencyMax, chaosShare } = provider;
  const { givesLogprobs, checkedAt, checkFailure, models } = provider;
  return {
    id,
    name,
    kind,
    baseUrl,
    /** The key's last characters; null where there's none. */
    keyHint,
    residency,
    isEnabled,
    concurrencyMax,
    chaosShare,
    givesLogprobs,
    checkedAt: checkedAt?.toISOString() ?? null,
    checkFailure,
    models,
    /** The environment has a provider of this name, which is used instead. */
    isReplaced: models.length > 0 && models.every((model) => takenKinds(name).includes(model.kind)),
    /** Collections that are embedded with one of its models. */
    collections: models.reduce((sum, model) => sum + (used.get(`${name}/${model.name}`) ?? 0), 0),
  };
}

const takenKinds = (name: string) => modelKinds.filter((kind) => environmentConnection(name, kind));
