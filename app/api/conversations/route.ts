import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listConversations } from "@/db/conversations";

/** A moment and an id, as a page's `nextCursor` has them. Postgres knows no year 0. */
function isPlace(cursor: string): boolean {
  const [moment = "", id] = cursor.split("_");
  return moment >= "0001" && z.iso.datetime().safeParse(moment).success && z.guid().safeParse(id).success;
}

const query = z.object({
  search: z.string().trim().max(200).optional(),
  cursor: z.string().max(100).refine(isPlace, "not a cursor of this list").optional(),
});

/** The person's own conversations, latest first, a page at a time; `search` looks into titles and messages. */
export const GET = defineRoute(
  { access: "member", query },
  async ({ principal, query: { search, cursor } }) =>
    listConversations(principal, { search: search || undefined, cursor }),
);
