import { createUIMessageStreamResponse } from "ai";
import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { followRun } from "@/lib/run/follow-run";

/** The answer being written in this conversation, from its first part on. 204 when none is. */
export const GET = defineRoute(
  { access: "member", params: z.object({ conversationId: z.uuid() }) },
  async ({ principal, params }) => {
    const stream = await followRun(principal, params.conversationId);
    return stream ? createUIMessageStreamResponse({ stream, keepAliveMs: 15_000 }) : undefined;
  },
);
