import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { cancelBatch } from "@/db/batches";

/** Stops the batch; what is answered stays. */
export const POST = defineRoute(
  { access: "member", scope: "chat", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) => cancelBatch(principal, id),
);
