import { reserveBudget, type SpendPart, settleBudget } from "../db/budget.ts";
import { systemPrincipal } from "../db/client.ts";
import { countTokens } from "../lib/count-tokens.ts";
import { AppError } from "../lib/errors.ts";
import { log } from "../lib/log.ts";
import { costMicroUsd, findModel } from "../lib/models/catalog.ts";
import type { embedTexts } from "../lib/models/embed.ts";

/** Models count tokens differently, by up to a fifth. */
const margin = 1.2;
/** Texts that are counted before others have their turn: a worker says every second that it lives. */
const textsAtOnce = 100;

/** An admin may raise a budget before it starts anew. */
const budgetWaitSecondsMax = 5 * 60;

/** When to ask again for what the budget didn't cover. */
export const budgetWaitSeconds = ({ retryAfterSeconds }: AppError) =>
  Math.min(retryAfterSeconds ?? budgetWaitSecondsMax, budgetWaitSecondsMax);

export interface EmbeddingJob {
  tenantId: string;
  feature: Extract<SpendPart["feature"], "ingest-embedding" | "reembedding">;
  modelId: string;
  texts: string[];
}

/**
 * Does `work` once the budgets of the workspace and of the installation cover embedding these texts, with an `embed` whose calls are
 * booked, also where the work fails half-way. Models that cost nothing ask for nothing. Throws `budget_exhausted` before anything is
 * spent, else what `work` throws.
 */
export async function withinBudget<T>(
  { tenantId, feature, modelId, texts }: EmbeddingJob,
  embed: typeof embedTexts,
  work: (embed: typeof embedTexts) => Promise<T>,
): Promise<T> {
  const model = findModel(modelId);
  if (!model || model.provider === "builtin" || model.provider === "local") return work(embed);
  const tokens = Math.ceil(margin * (await countAll(texts)));
  const principal = systemPrincipal(tenantId);
  const worst = [{ feature, microUsd: costMicroUsd(model, tokens, 0), tokens }];
  const reservation = await reserveBudget(principal, worst);
  if (reservation.refused)
    throw new AppError("budget_exhausted", {
      publicMessage: "The budget doesn't cover embedding this. It waits until there is room again.",
      retryAfterSeconds: reservation.refused.resetsInSeconds,
    });
  const spent = { feature, microUsd: 0, tokens: 0 };
  try {
    return await work(async (options) => {
      const embedded = await embed(options);
      spent.microUsd += embedded.costMicroUsd;
      spent.tokens += embedded.inputTokens;
      return embedded;
    });
  } finally {
    await settleBudget(principal, reservation.hold, [spent]).catch((error: unknown) =>
      log.error({ err: error, tenantId }, "a budget hold could not be settled"),
    );
  }
}

async function countAll(texts: string[]): Promise<number> {
  let tokens = 0;
  for (const [i, text] of texts.entries()) {
    tokens += countTokens(text);
    if (i % textsAtOnce === textsAtOnce - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return tokens;
}
