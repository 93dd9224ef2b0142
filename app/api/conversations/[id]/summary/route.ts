import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findConversation } from "@/db/conversations";
import { listSummaryLines } from "@/db/summary-lines";

const params = z.object({ id: z.uuid() });

/** The summary of the conversation's earlier turns, each line with the messages that it stands for. */
export const GET = defineRoute({ access: "member", params }, async ({ principal, params: { id } }) => {
  await findConversation(principal, id);
  return { lines: await listSummaryLines(principal, id) };
});
