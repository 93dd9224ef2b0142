import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findBatch } from "@/db/batches";
import { batchResults } from "@/lib/batch/batch-results";

const pageSchema = z.object({
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
});

/** What has been answered so far, a JSON object a line, in the order of the lines that asked. */
export const GET = defineRoute(
  { access: "member", scope: "chat", params: z.object({ id: z.uuid() }), query: pageSchema },
  async ({ principal, params: { id }, query }) => {
    await findBatch(principal, id); // 404 before anything is sent
    return new Response(batchResults(principal, id, query), {
      headers: {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": `attachment; filename="batch-${id}.jsonl"`,
        "cache-control": "no-store",
      },
    });
  },
);
