import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Prompt } from "../prompts/answer-prompt.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import {
  chatModelChain,
  defaultEmbeddingModel,
  findModel,
  judgeModel,
  listModels,
  type ModelSpec,
  moderationModel,
  rerankModel,
} from "./catalog.ts";
import { embedTexts } from "./embed.ts";
import { failOnPurpose } from "./fail-on-purpose.ts";
import type { Patience } from "./failover-policy.ts";
import { moderateText } from "./moderate.ts";
import { callLimitsOf } from "./provider-settings.ts";
import { languageModel } from "./providers.ts";
import { rerankTexts } from "./rerank.ts";

type ModelsPolicy = Pick<TenantPolicy, "models">;

/**
 * What costs money, time or luck, as one value, so that tests can put their own in its place. Who has a tenant's policy gives it to
 * restrictModels (restrict-models.ts) and goes on with what comes back.
 */
export interface Models {
  /** Every model that can be called. */
  list(): ModelSpec[];
  /** Chat models in the order in which they are tried. */
  chatChain(policy?: ModelsPolicy): ModelSpec[];
  find(id: string): ModelSpec | undefined;
  language(spec: ModelSpec): LanguageModelV4;
  embed: typeof embedTexts;
  /** What new collections are embedded with. */
  embeddingModel(policy?: ModelsPolicy): ModelSpec;
  /** What puts candidates in order; null where they are left in fused order. */
  rerankModel(policy?: ModelsPolicy): ModelSpec | null;
  rerank: typeof rerankTexts;
  /** What screens questions; null where nobody chose one. */
  moderationModel(policy?: ModelsPolicy): ModelSpec | null;
  moderate: typeof moderateText;
  /** What judges sentences; null where there's none but the built-in one. */
  judgeModel(policy?: ModelsPolicy): ModelSpec | null;
  /** An answer that was written to this very prompt elsewhere, and paid for; undefined: it's to be written now. May throw. */
  generated?(spec: ModelSpec, prompt: Prompt): string | undefined;
  /** Whether this model has written elsewhere to the turn's question: where the prompt is the same, `generated` gives it. */
  hasWritten?(spec: ModelSpec): boolean;
  /** How long an answer is waited for; failover-policy.ts says it where this is left out. */
  patience?: Patience;
}

/** The models that the environment and the operators have set up. */
export const liveModels: Models = {
  list: listModels,
  chatChain: chatModelChain,
  find: findModel,
  language: (spec) => failOnPurpose(languageModel(spec), callLimitsOf(spec.provider).chaosShare),
  embed: embedTexts,
  embeddingModel: defaultEmbeddingModel,
  rerankModel,
  rerank: rerankTexts,
  moderationModel,
  moderate: moderateText,
  judgeModel,
};
