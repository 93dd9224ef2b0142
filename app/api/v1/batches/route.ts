import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listBatches } from "@/db/batches";
import { beginBatch } from "@/lib/batch/begin-batch";
import { completionWindows } from "@/lib/batch-schemas";
import { AppError } from "@/lib/errors";
import { isStorable } from "@/lib/is-storable";
import { idempotencyKeyOf } from "@/lib/run/start-once";
import { receiveBatch } from "./receive-batch";

const orderSchema = z.object({
  name: z.string().trim().min(1).max(200).refine(isStorable, "That is no name.").default("Batch"),
  completion_window: z.enum(completionWindows).optional(),
});

/** Takes questions to be answered when there's time, one a line. Where a line is wrong, all wrong ones are told and nothing is begun. */
export const POST = defineRoute(
  { access: "member", scope: "chat", rate: "chat", query: orderSchema },
  async ({ principal, query, request, requestId }) => {
    const key = idempotencyKeyOf(request);
    const order = {
      file: await receiveBatch(request),
      name: query.name,
      completionWindow: query.completion_window ?? null,
    };
    const begun = await beginBatch(principal, order, key);
    const headers: Record<string, string> = { "cache-control": "no-store" };
    if (!begun.batch) {
      const { code, publicMessage: message, status } = new AppError("invalid_batch");
      const error = { code, message, requestId, lines: begun.badLines };
      return Response.json({ error }, { status, headers });
    }
    if (begun.isAgain) headers["idempotent-replayed"] = "true";
    return Response.json(begun.batch, { status: 202, headers });
  },
);

/** The caller's batches, the latest first. */
export const GET = defineRoute(
  { access: "member", scope: "chat", query: z.object({ cursor: z.uuid().optional() }) },
  async ({ principal, query }) => listBatches(principal, query),
);
