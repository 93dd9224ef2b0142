import { defineRoute } from "@/app/api/define-route";
import { eventResponse } from "@/app/api/event-response";
import { findCollectionIds } from "@/db/collections";
import { chatCompletionRequestSchema } from "@/lib/api-schemas";
import { admitCompletion, completion, completionEvents } from "@/lib/run/chat-completion";
import { startRun } from "@/lib/run/run";
import { idempotencyKeyOf, startOnce } from "@/lib/run/start-once";

/**
 * OpenAI's chat completions over the tenant's documents. A client that goes away stops the run, but where it sent an Idempotency-Key:
 * then it may come back for the answer.
 */
export const POST = defineRoute(
  { access: "member", scope: "chat", rate: "chat", body: chatCompletionRequestSchema },
  async ({ principal, body, request, requestId }) => {
    const key = idempotencyKeyOf(request);
    const collectionIds = await findCollectionIds(principal, body.collections);
    const admitted = admitCompletion(principal, body, collectionIds, requestId);
    const { run, isAgain } = key
      ? await startOnce(admitted, { key, body })
      : { run: await startRun(admitted), isAgain: false };
    const headers: Record<string, string> = isAgain ? { "idempotent-replayed": "true" } : {};
    if (body.stream) {
      const events = completionEvents(run, {
        includesUsage: body.stream_options?.include_usage ?? false,
      });
      return eventResponse(events, headers);
    }
    request.signal.addEventListener("abort", run.stop, { once: true });
    return Response.json(await completion(run), { headers: { ...headers, "cache-control": "no-store" } });
  },
);
