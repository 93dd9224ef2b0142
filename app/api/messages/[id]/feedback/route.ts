import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { deleteFeedback, saveFeedback } from "@/db/feedback";
import { isStorable } from "@/lib/is-storable";
import { feedbackSchema } from "@/lib/turn";

const params = z.object({ id: z.uuid() });
const body = feedbackSchema.refine(({ comment = "" }) => isStorable(comment), {
  path: ["comment"],
  error: "It has a NUL in it, which can't be kept.",
});

/** Sets the person's verdict on one of their answers. */
export const PUT = defineRoute(
  { access: "member", params, body },
  async ({ principal, params: { id }, body }) => saveFeedback(principal, id, body),
);

/** Takes it back. */
export const DELETE = defineRoute({ access: "member", params }, async ({ principal, params: { id } }) =>
  deleteFeedback(principal, id),
);
