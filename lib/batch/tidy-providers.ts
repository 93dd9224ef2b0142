/**
 * Deletes what providers keep for batches of their own: the questions' file and the files of answers, once they're fetched, or once
 * nobody waits for them. Best effort: what fails is tried again by the sweep (run-batches.ts), for about a month.
 */
import {
  claimProviderLeftovers,
  forgetProviderBatch,
  type ProviderLeftover,
} from "../../db/provider-batches.ts";
import { afterwards } from "../afterwards.ts";
import { log } from "../log.ts";
import { findModel } from "../models/catalog.ts";
import { batchesOf } from "../models/provider-batch.ts";
import { renewProviders } from "../models/provider-settings.ts";

/** By then a month has passed, after which OpenAI deletes files of batches by itself, and Anthropic gives no results out any more. */
const triesMax = 35;

/** Tidies up after these batches of providers some time soon, when nothing waits for it. */
export function tidySoon(providerBatchIds: string[]): void {
  if (providerBatchIds.length === 0) return;
  afterwards("a provider's files could not be looked after", () => tidyProviders(providerBatchIds));
}

/** Tidies up after these batches of providers, or after all that are due. Rejects only where the database fails. */
export async function tidyProviders(of: string[] | null = null): Promise<void> {
  const leftovers = await claimProviderLeftovers(of);
  if (leftovers.length > 0) await renewProviders();
  for (const leftover of leftovers) await tidy(leftover);
}

async function tidy({ id, modelId, inputFileId, providerBatchId, tries }: ProviderLeftover): Promise<void> {
  const about = { model: modelId, providerBatchId, inputFileId, tries };
  const model = findModel(modelId);
  try {
    if (!model) throw new Error("the model isn't set up any more");
    if (await batchesOf(model).remove(model, { inputFileId, batchId: providerBatchId }))
      return await forgetProviderBatch(id);
    log.info(about, "a provider is still at a batch that nobody waits for");
  } catch (error) {
    log.warn({ ...about, err: error }, "the files of a provider's batch could not be deleted");
  }
  if (tries < triesMax) return;
  log.error(about, "the files of a provider's batch are left there");
  await forgetProviderBatch(id);
}
