import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { pageCursor } from "@/app/api/page-cursor";
import { listRatedAnswers } from "@/db/rated-answers";

const query = z.object({
  rating: z.enum(["up", "down"]).optional(),
  messageId: z.uuid().optional(),
  cursor: pageCursor().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** Answers that people rated, latest first, with their questions: `{answers, nextCursor}`. Who asked is in their records. */
export const GET = defineRoute({ access: "admin", query }, async ({ principal, query }) =>
  listRatedAnswers(principal, query),
);
