/** What the models page shows; see app/api/models and app/api/model-providers. */
import type { TenantPolicy } from "@/lib/tenant-policy";

export type ModelsPolicy = TenantPolicy["models"];

export type ModelKind = "chat" | "embedding" | "rerank" | "moderation";
export type ModelRole = ModelKind | "judge";

export interface ModelRow {
  id: string;
  provider: string;
  kind: ModelKind;
  contextTokens: number;
  dimensions: number;
  /** USD per million tokens. */
  inputPrice: number;
  outputPrice: number;
  cachedInputPrice?: number;
  /** USD per thousand calls, where calls are what is charged for. */
  callPrice?: number;
  residency: "local" | "external";
  isBuiltin: boolean;
  isLocal: boolean;
  isAllowed: boolean;
  use: "answers" | "fallback" | "new-collections" | "reranking" | "moderation" | null;
  order: number | null;
}

export interface RoleRow {
  role: ModelRole;
  /** What does the job now; null: nothing does. */
  modelId: string | null;
  choices: readonly { by: "workspace" | "environment" | "operator"; modelId: string | null }[];
}

export const roleNames: Record<ModelRole, string> = {
  chat: "Answers first",
  embedding: "Embeds new collections",
  rerank: "Puts sources in order",
  moderation: "Screens questions",
  judge: "Judges sentences",
};

export const roleHints: Partial<Record<ModelRole, string>> = {
  embedding: "Collections keep the model that they were made with until they're embedded anew.",
  moderation: "For workspaces whose guards ask a provider's moderation.",
  judge: "For workspaces whose checks have a model look at what the words alone don't decide.",
};

/** What a model must be to do a job. */
export const kindOf = (role: ModelRole): ModelKind => (role === "judge" ? "chat" : role);

export type ProviderKind =
  | "openai"
  | "anthropic"
  | "google"
  | "cohere"
  | "voyage"
  | "jina"
  | "openai-compatible";

export const providerKindNames: Record<ProviderKind, string> = {
  "openai-compatible": "OpenAI-compatible server",
  openai: "OpenAI",
  anthropic: "Anthropic",
  google: "Google Gemini",
  cohere: "Cohere",
  voyage: "Voyage",
  jina: "Jina",
};

export interface ProviderModel {
  kind: ModelKind;
  name: string;
  contextTokens: number;
  inputPrice: number;
  outputPrice: number;
  cachedInputPrice: number | null;
  callPrice: number | null;
  dimensions: number;
}

export interface ProviderRow {
  id: string;
  name: string;
  kind: ProviderKind;
  baseUrl: string | null;
  keyHint: string | null;
  residency: "local" | "external";
  isEnabled: boolean;
  concurrencyMax: number | null;
  /** 0 to 1. */
  chaosShare: number;
  givesLogprobs: boolean;
  checkedAt: string | null;
  checkFailure: string | null;
  models: ProviderModel[];
  isReplaced: boolean;
  collections: number;
}

/** What a test of a provider found. */
export interface ProviderCheck {
  failure: string | null;
  models: string[];
  warnings: string[];
}

export interface ProvidersState {
  providers: ProviderRow[];
  /** Names that the environment has taken. */
  fromEnvironment: string[];
}
