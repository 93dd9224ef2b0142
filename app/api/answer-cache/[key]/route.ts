import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { purgeCachedAnswers } from "@/db/answer-cache";
import { AppError } from "@/lib/errors";

const params = z.object({ key: z.string().min(1).max(100) });

/** Forgets one cached answer. */
export const DELETE = defineRoute({ access: "admin", params }, async ({ principal, params }) => {
  if ((await purgeCachedAnswers(principal, params.key)) === 0) throw new AppError("not_found");
});
