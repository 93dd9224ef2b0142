import { env } from "../env.ts";
import { defaultTenantPolicy, type TenantPolicy } from "../tenant-policy.ts";
import { isAllowed } from "./allowed-models.ts";
import { dimensionsOf } from "./embedding-family.ts";
import { environmentConnection, environmentProviders } from "./environment-providers.ts";
import { listedModels, unlistedPrice } from "./listed-models.ts";
import { localModels } from "./local/local-models.ts";
import { findModelFolder, repositoryOf } from "./local/model-folder.ts";
import { kindFor, type ModelKind, type ModelRole, type ModelSpec, modelSpec } from "./model-spec.ts";
import { operatorModels, operatorRoles } from "./provider-settings.ts";

export { costMicroUsd, type ModelSpec } from "./model-spec.ts";

const here = { residency: "local", contextTokens: 1_000_000 } as const;
export const extractiveModel = modelSpec({ ...here, provider: "builtin", name: "extractive", kind: "chat" });
const hashEmbed = modelSpec({
  ...here,
  provider: "builtin",
  name: "hash-embed",
  kind: "embedding",
  contextTokens: 8191,
  dimensions: 384,
});
const featuresRerank = modelSpec({ ...here, provider: "builtin", name: "features", kind: "rerank" });

/** Whether the environment lets us call this model's provider; of a local one, whether its files are here. */
function isConfigured(model: ModelSpec): boolean {
  if (model.provider === "builtin") return true;
  if (model.provider === "local") return findModelFolder(repositoryOf(model.name)) !== undefined;
  return environmentConnection(model.provider, model.kind) !== undefined;
}

/** A model of a provider of the environment that isn't listed: what it costs is guessed on the high side. */
function unlisted(provider: string, name: string, kind: ModelKind): ModelSpec {
  const spec = modelSpec({ provider, name, kind, residency: residencyOf(provider, kind) });
  const isOwn = provider === "local" || provider === "openai-compatible"; // running one's own costs nothing per token
  if (kind === "rerank") {
    const { rerankInput: inputPrice, rerankCall: callPrice } = unlistedPrice;
    const price = isOwn ? {} : provider === "cohere" ? { callPrice } : { inputPrice };
    return { ...spec, contextTokens: 512, ...price };
  }
  if (isOwn || kind === "moderation") return spec;
  const { input: inputPrice, output } = unlistedPrice;
  return { ...spec, inputPrice, outputPrice: kind === "chat" ? output : 0 };
}

const residencyOf = (provider: string, kind: ModelKind) =>
  provider === "local" ? "local" : (environmentConnection(provider, kind)?.residency ?? "external");

/** Models on an OpenAI-compatible endpoint are named by the operator. */
function compatibleModels(): ModelSpec[] {
  const { OPENAI_COMPATIBLE_CHAT_MODELS = "", OPENAI_COMPATIBLE_EMBEDDING_MODEL = "" } = env();
  const names = OPENAI_COMPATIBLE_CHAT_MODELS.split(",").map((name) => name.trim());
  const chats = names.filter(Boolean).map((name) => unlisted("openai-compatible", name, "chat"));
  const { name, dimensions } = splitDimensions(OPENAI_COMPATIBLE_EMBEDDING_MODEL);
  return name ? [...chats, unlistedEmbedding("openai-compatible", name, dimensions)] : chats;
}

const unlistedEmbedding = (provider: string, name: string, dimensions: number): ModelSpec => ({
  ...unlisted(provider, name, "embedding"),
  contextTokens: 8191,
  dimensions,
});

/**
 * `bge-m3:1024` as its name and the length of its vectors, which for known models may be left out. A name may hold colons, as
 * Ollama's do: `bge-m3:latest:1024`.
 */
function splitDimensions(text: string): { name: string; dimensions: number } {
  const [, name = "", dimensions] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { name, dimensions: dimensions ? Number(dimensions) : dimensionsOf(name) };
}

const localSpecs = localModels.map(({ id, kind, dimensions, contextTokens }) =>
  modelSpec({
    provider: "local",
    name: id.slice("local/".length),
    kind,
    contextTokens,
    dimensions,
    residency: "local",
  }),
);

/** Models that CHAT_MODEL and the like name and that nothing lists. */
function namedByOperator(): ModelSpec[] {
  const known = new Set([...listedModels, ...localSpecs, ...compatibleModels()].map((model) => model.id));
  const { CHAT_MODEL, JUDGE_MODEL, EMBEDDING_MODEL, RERANK_MODEL, MODERATION_MODEL } = env();
  const embedding = splitDimensions(EMBEDDING_MODEL ?? "");
  const named = [
    { id: CHAT_MODEL, kind: "chat" },
    { id: JUDGE_MODEL === CHAT_MODEL ? undefined : JUDGE_MODEL, kind: "chat" },
    { id: embedding.name, kind: "embedding" },
    { id: RERANK_MODEL, kind: "rerank" },
    { id: MODERATION_MODEL, kind: "moderation" },
  ] as const;
  return named.flatMap(({ id, kind }) => {
    const parts = splitId(id);
    if (!id || !parts || known.has(id)) return [];
    return kind === "embedding"
      ? unlistedEmbedding(parts.provider, parts.name, embedding.dimensions)
      : unlisted(parts.provider, parts.name, kind);
  });
}

const unlistedProviders: readonly string[] = [...environmentProviders, "local"];

/** Undefined for what is of no provider of the environment: an operator's providers have no models but those they list. */
function splitId(id: string | undefined): { provider: string; name: string } | undefined {
  const slash = id?.indexOf("/") ?? -1;
  const provider = id?.slice(0, slash) ?? "";
  return id && unlistedProviders.includes(provider) ? { provider, name: id.slice(slash + 1) } : undefined;
}

const builtinModels = [extractiveModel, hashEmbed, featuresRerank];

/** Every model that can be called right now: those of the environment, those that operators added, those that run here. */
export function listModels(): ModelSpec[] {
  return [
    ...environmentModels().filter(isConfigured),
    ...operatorModels(),
    ...[...localSpecs, ...builtinModels].filter(isConfigured),
  ];
}

const environmentModels = () => [...namedByOperator(), ...compatibleModels(), ...listedModels];

/** The model under this id, undefined where there is none or its provider isn't configured. */
export function findModel(id: string): ModelSpec | undefined {
  const isIt = (model: ModelSpec) => model.id === id;
  const fromHere = [...environmentModels(), ...localSpecs, ...builtinModels];
  return fromHere.find((model) => isIt(model) && isConfigured(model)) ?? operatorModels().find(isIt);
}

/** What a role's model is chosen by: what the workspace decided, for what it decided nothing about the defaults. */
type ModelsPolicy = Pick<TenantPolicy, "models">;

/** What the environment names for a role. */
function environmentRole(role: ModelRole): string | undefined {
  const { CHAT_MODEL, EMBEDDING_MODEL, RERANK_MODEL, MODERATION_MODEL, JUDGE_MODEL } = env();
  switch (role) {
    case "chat":
      return CHAT_MODEL;
    case "embedding":
      return splitDimensions(EMBEDDING_MODEL ?? "").name || undefined;
    case "rerank":
      return RERANK_MODEL;
    case "moderation":
      return MODERATION_MODEL;
    case "judge":
      return JUDGE_MODEL;
  }
}

/** Who may choose a role's model, in the order in which their word goes, with what they chose. */
export function roleChoices(role: ModelRole, policy: ModelsPolicy = defaultTenantPolicy) {
  return [
    { by: "workspace", modelId: policy.models.roles[role] },
    { by: "environment", modelId: environmentRole(role) ?? null },
    { by: "operator", modelId: operatorRoles()[role] ?? null },
  ] as const;
}

/** The first choice for a role that can be called and is allowed; `none` where it's to be nobody's. */
function chosenModel(role: ModelRole, policy: ModelsPolicy): ModelSpec | "none" | undefined {
  for (const { modelId } of roleChoices(role, policy)) {
    if (modelId === noReranker && role === "rerank") return "none";
    const model = modelId ? findModel(modelId) : undefined;
    if (model?.kind === kindFor(role) && isAllowed(model, policy)) return model;
  }
  return undefined;
}

/** As chosenModel, for the roles that can't be nobody's. */
function chosenFor(role: Exclude<ModelRole, "rerank">, policy: ModelsPolicy): ModelSpec | undefined {
  const chosen = chosenModel(role, policy);
  return chosen === "none" ? undefined : chosen;
}

/**
 * Chat models in the order in which they are tried: the chosen one, then one per configured provider, then the built-in. Of a provider
 * whose models cost nothing a second stands by: somebody runs it, and where the first is overloaded its answer is worth more than
 * quoted sentences.
 */
export function chatModelChain(policy: ModelsPolicy = defaultTenantPolicy): ModelSpec[] {
  const chats = listModels().filter((model) => model.kind === "chat" && isAllowed(model, policy));
  const chosen = chosenFor("chat", policy);
  const standsBy = (model: ModelSpec) => {
    const [first, second] = chats.filter(({ provider }) => provider === model.provider);
    const isFree = model.inputPrice === 0 && model.outputPrice === 0;
    return model === first || (model === second && isFree);
  };
  const others = chats.filter((model) => standsBy(model) && model.id !== chosen?.id);
  return chosen ? [chosen, ...others] : others;
}

/** What new collections are embedded with: the chosen one, else the first configured provider's, else the built-in. */
export function defaultEmbeddingModel(policy: ModelsPolicy = defaultTenantPolicy): ModelSpec {
  const isUsable = (model: ModelSpec) => model.kind === "embedding" && isAllowed(model, policy);
  return chosenFor("embedding", policy) ?? listModels().find(isUsable) ?? hashEmbed;
}

/** What asks for the fused order as it is. */
const noReranker = "none";

/** What puts candidates in order: the chosen one, or else the built-in one; null where `none` was chosen. */
export function rerankModel(policy: ModelsPolicy = defaultTenantPolicy): ModelSpec | null {
  const chosen = chosenModel("rerank", policy);
  return chosen === "none" ? null : (chosen ?? featuresRerank);
}

/** What screens questions, where a workspace wants that; null where nobody chose one. */
export function moderationModel(policy: ModelsPolicy = defaultTenantPolicy): ModelSpec | null {
  return chosenFor("moderation", policy) ?? null;
}

/** What judges sentences, where a workspace wants that: the chosen one, else what answers first; null where that's the built-in one. */
export function judgeModel(policy: ModelsPolicy = defaultTenantPolicy): ModelSpec | null {
  const judge = chosenFor("judge", policy) ?? chatModelChain(policy)[0];
  return judge && judge.provider !== "builtin" ? judge : null;
}

/**
 * The vocabulary by which texts for an embedding model are counted, whether it's configured or not: OpenAI's text-embedding
 * models have cl100k_base. For any other it is o200k_base, which counts within about a fifth of theirs; the built-in one has no
 * vocabulary, and its chunks are measured by what chat models make of them.
 */
export function tokenizerOf(embeddingModelId: string): "cl100k_base" | "o200k_base" {
  return /\/text-embedding-(3|ada)/.test(embeddingModelId) ? "cl100k_base" : "o200k_base";
}

/** What is weaker than it could be, one plain sentence each, for the models page. */
export function degradations(): string[] {
  const found: string[] = [];
  const { EMBEDDING_MODEL, JUDGE_MODEL, MODERATION_MODEL, RERANK_BASE_URL, RERANK_MODEL } = env();
  if (chatModelChain()[0]?.provider === "builtin")
    found.push(
      "No chat model is configured: answers are made of quoted sentences. Add a provider to have them written.",
    );
  if (defaultEmbeddingModel().provider === "builtin")
    found.push(
      "No embedding model is configured: search goes by words, not by meaning. Fetch one here or add a provider.",
    );
  const unusable = (key: string, id: string | undefined, kind: ModelSpec["kind"], given = id) => {
    if (id && findModel(id)?.kind !== kind)
      found.push(`${key} is ${given}, but there is no such model or its provider isn't set up.`);
  };
  unusable("CHAT_MODEL", env().CHAT_MODEL, "chat");
  unusable("EMBEDDING_MODEL", splitDimensions(EMBEDDING_MODEL ?? "").name, "embedding", EMBEDDING_MODEL);
  if (RERANK_MODEL !== noReranker) unusable("RERANK_MODEL", RERANK_MODEL, "rerank");
  unusable("MODERATION_MODEL", MODERATION_MODEL, "moderation");
  unusable("JUDGE_MODEL", JUDGE_MODEL, "chat");
  if (RERANK_BASE_URL && !RERANK_MODEL)
    found.push(
      "RERANK_BASE_URL is set, but RERANK_MODEL doesn't name its model: the built-in reranker is used.",
    );
  return found;
}
