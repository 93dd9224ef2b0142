import { defineRoute } from "@/app/api/define-route";
import { eventResponse } from "@/app/api/event-response";
import { admitTurn } from "@/lib/admission/admit-turn";
import { startRun } from "@/lib/run/run";
import { idempotencyKeyOf, startOnce } from "@/lib/run/start-once";
import { streamEvents } from "@/lib/run/stream-events";
import { chatRequestSchema } from "@/lib/turn";

/** Starts answering a question and streams the answer. Closing the stream doesn't stop the run. */
export const POST = defineRoute(
  { access: "member", rate: "chat", body: chatRequestSchema },
  async ({ principal, body, request, requestId }) => {
    const key = idempotencyKeyOf(request);
    const admitted = await admitTurn(principal, body, requestId);
    const run = key ? (await startOnce(admitted, { key, body })).run : await startRun(admitted);
    return eventResponse(streamEvents(run.read()));
  },
);
