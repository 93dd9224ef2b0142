import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listConversations } from "@/db/conversations";

const query = z.object({
  search: z.string().trim().max(200).optional(),
  cursor: z.string().max(100).optional(),
});

/** The person's own conversations, latest first, a page at a time; `search` looks into titles and messages. */
export const GET = defineRoute(
  { access: "member", query },
  async ({ principal, query: { search, cursor } }) =>
    listConversations(principal, { search: search || undefined, cursor }),
);
