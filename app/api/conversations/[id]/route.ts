import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { deleteConversation, findConversation, renameConversation } from "@/db/conversations";
import { loadMessages } from "@/db/messages";

const params = z.object({ id: z.uuid() });

/** A conversation with its messages, without the answer that is still being written. */
export const GET = defineRoute({ access: "member", params }, async ({ principal, params: { id } }) => {
  const { title } = await findConversation(principal, id);
  return { id, title, messages: await loadMessages(principal, id) };
});

/** Gives the conversation another title. */
export const PATCH = defineRoute(
  { access: "member", params, body: z.object({ title: z.string().trim().min(1).max(120) }) },
  async ({ principal, params: { id }, body: { title } }) => {
    await renameConversation(principal, id, title);
    return { id, title };
  },
);

/** Deletes the conversation with its messages. */
export const DELETE = defineRoute({ access: "member", params }, async ({ principal, params: { id } }) =>
  deleteConversation(principal, id),
);
