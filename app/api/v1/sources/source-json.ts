import type { z } from "zod";
import type { SourceRun } from "@/db/source-runs";
import type { Source } from "@/db/sources";
import type { sourceRunSchema, sourceSchema } from "@/lib/source-schemas";

/** A source as the API shows it. Its credentials are shown to nobody. */
export function sourceJson({ tenantId: _, lastRun, ...source }: Source): z.infer<typeof sourceSchema> {
  return {
    ...source,
    createdAt: source.createdAt.toISOString(),
    nextRunAt: source.nextRunAt?.toISOString() ?? null,
    lastRun: lastRun && withoutColumns(lastRun),
  };
}

/** A run as the API shows it, with its problems. */
export function runJson(run: SourceRun): z.infer<typeof sourceRunSchema> {
  return withoutColumns(run);
}

function withoutColumns<Run extends Omit<SourceRun, "problems">>(run: Run) {
  const { errorCode, errorMessage, createdAt, startedAt, finishedAt, ...rest } = run;
  return {
    ...rest,
    ...(errorCode && { error: { code: errorCode, message: errorMessage ?? "" } }),
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
