import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { reviewGuardVerdict } from "@/db/guard-verdicts";

const params = z.object({ id: z.uuid() });
const body = z.object({ review: z.enum(["upheld", "overturned"]) });

/** Decides on an appeal. What is overturned isn't held against the same question of its person again. */
export const PATCH = defineRoute(
  { access: "admin", params, body },
  async ({ principal, params: { id }, body }) => reviewGuardVerdict(principal, id, body.review),
);
