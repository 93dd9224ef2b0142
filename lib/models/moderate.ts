import { z } from "zod";
import { AppError } from "../errors.ts";
import { costMicroUsd, findModel } from "./catalog.ts";
import { postToModelApi } from "./post-to-model-api.ts";
import { connectionOf, renewProviders } from "./provider-settings.ts";

export interface ModerateTextOptions {
  text: string;
  /** A catalog id. */
  modelId: string;
  signal?: AbortSignal;
}

export interface Moderation {
  isFlagged: boolean;
  /** What it was flagged for, in the provider's words. */
  categories: string[];
  /** From 0 to 1, of the category that it is likeliest to belong to. */
  score: number;
  costMicroUsd: number;
}

/** Somebody waits for the answer. */
const timeoutMs = 4_000;

const responseSchema = z.object({
  results: z
    .array(
      z.object({
        flagged: z.boolean(),
        categories: z.record(z.string(), z.boolean().nullable()),
        category_scores: z.record(z.string(), z.number().nullable()).default({}),
      }),
    )
    .min(1),
});

/**
 * What a provider's moderation says of a text, by OpenAI's `POST …/moderations`, which several servers have. Throws
 * `provider_unavailable` where it can't be reached, is no such model or takes too long.
 */
export async function moderateText({ text, modelId, signal }: ModerateTextOptions): Promise<Moderation> {
  await renewProviders();
  const spec = findModel(modelId);
  const connection = spec?.kind === "moderation" ? connectionOf(spec) : undefined;
  if (!spec || !connection)
    throw new AppError("provider_unavailable", { message: `${modelId} is no model that moderates` });
  const timeout = AbortSignal.timeout(timeoutMs);
  const { value } = await postToModelApi({
    baseUrl: connection.baseUrl ?? "https://api.openai.com/v1",
    path: "moderations",
    apiKey: connection.apiKey,
    body: { model: spec.name, input: text },
    schema: responseSchema,
    abortSignal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((cause: unknown) => {
    throw new AppError("provider_unavailable", { cause, message: `moderation by ${modelId} failed` });
  });
  const { results } = value;
  const categories = results.flatMap((result) =>
    Object.entries(result.categories).flatMap(([name, isIt]) => (isIt ? [name] : [])),
  );
  return {
    isFlagged: results.some(({ flagged }) => flagged),
    categories: [...new Set(categories)],
    score: Math.max(0, ...results.flatMap((result) => Object.values(result.category_scores).map(Number))),
    costMicroUsd: costMicroUsd(spec, 0, 0, { calls: 1 }),
  };
}
