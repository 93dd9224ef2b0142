import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { revokeApiKey } from "@/db/api-keys";

const params = z.object({ id: z.uuid() });

/** Ends a key at once and for good. */
export const DELETE = defineRoute({ access: "admin", params }, async ({ principal, params }) => {
  await revokeApiKey(principal, params.id);
});
