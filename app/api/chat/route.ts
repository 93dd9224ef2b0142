import { createUIMessageStreamResponse } from "ai";
import { defineRoute } from "@/app/api/define-route";
import { admitTurn } from "@/lib/admission/admit-turn";
import { requireRate } from "@/lib/admission/rate-limit";
import { startRun } from "@/lib/run/run";
import { chatRequestSchema } from "@/lib/turn";

/** Starts answering a question and streams the answer. Closing the stream doesn't stop the run. */
export const POST = defineRoute(
  { access: "member", body: chatRequestSchema },
  async ({ principal, body, requestId }) => {
    await requireRate("chat", principal);
    const run = await startRun(await admitTurn(principal, body, requestId));
    return createUIMessageStreamResponse({ stream: run.read(), keepAliveMs: 15_000 });
  },
);
