import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { requestStop } from "@/db/running-answers";
import { findRun } from "@/lib/run/run";

/** Stops the answer being written in this conversation, whichever process writes it; what was written is kept. */
export const POST = defineRoute(
  { access: "member", params: z.object({ conversationId: z.uuid() }) },
  async ({ principal, params }) => {
    const run = findRun(principal, params.conversationId);
    if (run) run.stop();
    else await requestStop(principal, params.conversationId);
  },
);
