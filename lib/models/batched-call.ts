/** Batches of a provider's own, whoever the provider is. */
import type { Prompt } from "../prompts/answer-prompt.ts";
import type { ModelSpec } from "./model-spec.ts";

/** One call of a batch. */
export interface BatchedCall {
  /** By which its result is told from others. */
  id: string;
  prompt: Prompt;
  outputTokensMax: number;
}

/** What came of a call that its provider charges for. */
export interface BatchedResult {
  /** Null where nothing was written that may be shown: all of it was reasoning, or the provider's filter declined. */
  text: string | null;
  inputTokens: number;
  outputTokens: number;
}

/** What a provider calls what it was given. */
export interface ProviderBatchNames {
  inputFileId: string | null;
  batchId: string | null;
}

/** What each provider with batches does, in its own API. */
export interface ProviderBatches {
  /**
   * Hands calls of one model over, and returns the provider's name for their batch. `onFile` is told the name of their file, where the
   * provider has files, before it is asked to begin.
   */
  send(model: ModelSpec, calls: BatchedCall[], onFile: (id: string) => Promise<void>): Promise<string>;
  /** What came of a batch, by the calls' ids: a call that failed isn't among them. Null while the provider is at it. */
  read(model: ModelSpec, batchId: string): Promise<Map<string, BatchedResult> | null>;
  /** Tells the provider to make no more of a batch's calls. */
  cancel(model: ModelSpec, batchId: string): Promise<void>;
  /**
   * Deletes what the provider keeps of a batch, and is content where that's gone already. False where the provider is still at it: it's
   * then told to stop, and the rest can be deleted once it has.
   */
  remove(model: ModelSpec, names: ProviderBatchNames): Promise<boolean>;
}
