import { defineRoute } from "@/app/api/define-route";
import { findCollectionIds } from "@/db/collections";
import { requireRate } from "@/lib/admission/rate-limit";
import { chatCompletionRequestSchema } from "@/lib/api-schemas";
import { admitCompletion, completion, completionEvents } from "@/lib/run/chat-completion";
import { startRun } from "@/lib/run/run";

/** OpenAI's chat completions over the tenant's documents. A client that goes away stops the run. */
export const POST = defineRoute(
  { access: "member", scope: "chat", body: chatCompletionRequestSchema },
  async ({ principal, body, request, requestId }) => {
    await requireRate("chat", principal);
    const collectionIds = await findCollectionIds(principal, body.collections);
    const run = await startRun(admitCompletion(principal, body, collectionIds, requestId));
    if (body.stream) {
      const events = completionEvents(run, body.stream_options?.include_usage ?? false);
      return new Response(events, {
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-cache, no-transform",
          "x-accel-buffering": "no",
        },
      });
    }
    request.signal.addEventListener("abort", run.stop, { once: true });
    return completion(run);
  },
);
