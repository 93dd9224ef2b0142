import type { ModelKind, ProviderKind, ProviderModel, ProviderRow } from "./models-view";

/** A model as it's typed: empty figures are left to the server. */
export interface ModelDraft {
  key: string;
  kind: ModelKind;
  name: string;
  inputPrice: string;
  outputPrice: string;
  dimensions: string;
  /** What the form doesn't show stays as it was. */
  kept: Partial<ProviderModel>;
}

/** A provider as it's typed. */
export interface ProviderDraft {
  kind: ProviderKind;
  name: string;
  baseUrl: string;
  key: string;
  residency: "local" | "external";
  concurrencyMax: string;
  chaosPercent: string;
  givesLogprobs: boolean;
  models: ModelDraft[];
}

export function newModelDraft(given: Partial<ProviderModel> = {}): ModelDraft {
  const { kind = "chat", name = "", inputPrice, outputPrice, dimensions } = given;
  return {
    key: crypto.randomUUID(),
    kind,
    name,
    inputPrice: inputPrice === undefined ? "" : String(inputPrice),
    outputPrice: outputPrice === undefined ? "" : String(outputPrice),
    dimensions: dimensions ? String(dimensions) : "",
    kept: given,
  };
}

export function draftOf(provider: ProviderRow | null): ProviderDraft {
  return {
    kind: provider?.kind ?? "openai-compatible",
    name: provider?.name ?? "",
    baseUrl: provider?.baseUrl ?? "",
    key: "",
    residency: provider?.residency ?? "external",
    concurrencyMax: provider?.concurrencyMax ? String(provider.concurrencyMax) : "",
    chaosPercent: provider?.chaosShare ? String(Math.round(provider.chaosShare * 100)) : "",
    givesLogprobs: provider?.givesLogprobs ?? false,
    models: provider?.models.map(newModelDraft) ?? [],
  };
}

const numberOf = (text: string) => (text.trim() === "" ? undefined : Number(text));

/** As the API takes it. An empty key is none that is new. */
export function bodyOf(draft: ProviderDraft) {
  const { baseUrl, key, residency, concurrencyMax, chaosPercent, givesLogprobs, models } = draft;
  return {
    baseUrl: baseUrl.trim() || null,
    ...(key.trim() && { key: key.trim() }),
    residency,
    concurrencyMax: numberOf(concurrencyMax) ?? null,
    chaosShare: (numberOf(chaosPercent) ?? 0) / 100,
    givesLogprobs,
    models: models.filter(({ name }) => name.trim()).map(modelBodyOf),
  };
}

function modelBodyOf({ kind, name, inputPrice, outputPrice, dimensions, kept }: ModelDraft) {
  const isSame = kept.kind === kind && kept.name === name.trim();
  return {
    kind,
    name: name.trim(),
    inputPrice: numberOf(inputPrice),
    outputPrice: kind === "chat" ? numberOf(outputPrice) : undefined,
    dimensions: kind === "embedding" ? numberOf(dimensions) : undefined,
    contextTokens: isSame ? kept.contextTokens : undefined,
    cachedInputPrice: isSame ? kept.cachedInputPrice : undefined,
    callPrice: isSame ? kept.callPrice : undefined,
  };
}
