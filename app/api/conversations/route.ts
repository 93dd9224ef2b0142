import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { pageCursor } from "@/app/api/page-cursor";
import { listConversations } from "@/db/conversations";

const query = z.object({
  search: z.string().trim().max(200).optional(),
  cursor: pageCursor().optional(),
});

/** The person's own conversations, latest first, a page at a time; `search` looks into titles and messages. */
export const GET = defineRoute(
  { access: "member", query },
  async ({ principal, query: { search, cursor } }) =>
    listConversations(principal, { search: search || undefined, cursor }),
);
