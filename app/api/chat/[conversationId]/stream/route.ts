import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { eventResponse } from "@/app/api/event-response";
import { followRun } from "@/lib/run/follow-run";
import { streamEvents } from "@/lib/run/stream-events";

/** The answer being written in this conversation, from its first part on. 204 when none is. */
export const GET = defineRoute(
  { access: "member", params: z.object({ conversationId: z.uuid() }) },
  async ({ principal, params }) => {
    const parts = await followRun(principal, params.conversationId);
    return parts && eventResponse(streamEvents(parts));
  },
);
