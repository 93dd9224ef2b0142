import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { deleteInvitation } from "@/db/invitations";

const params = z.object({ id: z.uuid() });

/** Takes an invitation back: its link stops working. */
export const DELETE = defineRoute({ access: "admin", params }, async ({ principal, params }) => {
  await deleteInvitation(principal, params.id);
});
