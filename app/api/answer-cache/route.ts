import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listCachedAnswers, purgeCachedAnswers } from "@/db/answer-cache";

const query = z.object({
  search: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** What the answer cache holds, the newest first: `{entries, totals}`. Who asked is kept nowhere in it. */
export const GET = defineRoute({ access: "admin", query }, async ({ principal, query }) =>
  listCachedAnswers(principal, query),
);

/** Empties it: `{purged}`. Answers in conversations stay. */
export const DELETE = defineRoute({ access: "admin" }, async ({ principal }) => ({
  purged: await purgeCachedAnswers(principal),
}));
