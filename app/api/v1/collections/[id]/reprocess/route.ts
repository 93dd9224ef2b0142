import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { reprocessCollection } from "@/db/collections";

/** Queues all ready and failed documents of the collection again, by its settings of now: `{queued}`. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) => ({ queued: await reprocessCollection(principal, id) }),
);
