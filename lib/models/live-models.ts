import type { LanguageModelV4 } from "@ai-sdk/provider";
import { chatModelChain, findModel, type ModelSpec, rerankModel } from "./catalog.ts";
import { embedTexts } from "./embed.ts";
import { languageModel } from "./providers.ts";
import { rerankTexts } from "./rerank.ts";

/** What costs money, time or luck, as one value, so that tests can put their own in its place. */
export interface Models {
  /** Chat models in the order in which they are tried. */
  chatChain(): ModelSpec[];
  find(id: string): ModelSpec | undefined;
  language(spec: ModelSpec): LanguageModelV4;
  embed: typeof embedTexts;
  /** What puts candidates in order; null where they are left in fused order. */
  rerankModel(): ModelSpec | null;
  rerank: typeof rerankTexts;
}

/** The models that the environment configures. */
export const liveModels: Models = {
  chatChain: chatModelChain,
  find: findModel,
  language: languageModel,
  embed: embedTexts,
  rerankModel,
  rerank: rerankTexts,
};
