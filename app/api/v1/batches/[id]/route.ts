import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { deleteBatch, findBatch } from "@/db/batches";

const params = z.object({ id: z.uuid() });

/** How far the batch is. */
export const GET = defineRoute(
  { access: "member", scope: "chat", params },
  async ({ principal, params: { id } }) => findBatch(principal, id),
);

/** Deletes the batch with its questions and answers; one that hasn't ended must be cancelled first. */
export const DELETE = defineRoute(
  { access: "member", scope: "chat", params },
  async ({ principal, params: { id } }) => deleteBatch(principal, id),
);
