import { z } from "zod";
import type { TakeBehaviour } from "./batches.ts";
import { readChatRequest } from "./chat-completion.ts";
import { HttpError, parseOrReject } from "./http-error.ts";
import { parseJson } from "./read-body.ts";

const orderSchema = z.object({
  requests: z
    .array(
      z.object({
        custom_id: z.string().regex(/^[\w-]{1,64}$/),
        params: z.object({
          model: z.string(),
          max_tokens: z.int().min(1),
          system: z.string().optional(),
          messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.string() })).min(1),
        }),
      }),
    )
    .min(1),
});
type BatchRequest = z.output<typeof orderSchema>["requests"][number];

interface MessageBatch {
  id: string;
  processing_status: "in_progress" | "canceling" | "ended";
  results: object[];
}

/**
 * Anthropic's Message Batches. A batch is at work when it's first asked for, and ended from then on; a request whose behaviour is a
 * failure errors, whatever its kind, and one that was canceled before has no answer. Batches are kept until they're deleted, which is
 * refused before they have ended.
 */
export function createMessageBatches(take: TakeBehaviour) {
  const batches = new Map<string, MessageBatch>();

  function add(bodyText: string): object {
    const { requests } = parseOrReject(orderSchema, parseJson(bodyText));
    const id = `msgbatch_${batches.size + 1}`;
    const batch: MessageBatch = { id, processing_status: "in_progress", results: requests.map(resultOf) };
    batches.set(id, batch);
    return shown(batch);
  }

  function resultOf({ custom_id, params: { system, messages, ...params } }: BatchRequest, i: number): object {
    const instructions = { role: "system", content: system ?? "" };
    const request = readChatRequest({ ...params, messages: [instructions, ...messages] });
    const { model, userText } = request;
    const behaviour = take({ path: "/v1/messages", model, userText });
    if (behaviour?.failure)
      return {
        custom_id,
        result: { type: "errored", error: { type: "error", error: { type: "api_error" } } },
      };
    const { answer } = behaviour ?? {};
    const plan = { requestNumber: i + 1, answer, cachedTokens: undefined, logprob: null, isEmpty: false };
    const reply = request.reply(plan);
    const { choices, usage } = JSON.parse(reply.kind === "json" ? reply.body : "{}");
    const message = {
      role: "assistant",
      content: [{ type: "text", text: choices[0].message.content }],
      stop_reason: "end_turn",
      usage: { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens },
    };
    return { custom_id, result: { type: "succeeded", message } };
  }

  const shown = ({ id, processing_status }: MessageBatch) => ({
    id,
    type: "message_batch",
    processing_status,
    results_url:
      processing_status === "ended" ? `https://elsewhere.example/v1/messages/batches/${id}/results` : null,
  });

  function show(batch: MessageBatch): object {
    const now = shown(batch);
    batch.processing_status = "ended";
    return now;
  }

  function cancel(batch: MessageBatch): object {
    batch.processing_status = "canceling";
    batch.results = batch.results.map((result) => ({ ...result, result: { type: "canceled" } }));
    return shown(batch);
  }

  function remove({ id, processing_status }: MessageBatch): object {
    if (processing_status !== "ended")
      throw new HttpError(400, "It's still at work.", { code: "invalid_request_error" });
    batches.delete(id);
    return { id, type: "message_batch_deleted" };
  }

  function batchOf(id: string): MessageBatch {
    const batch = batches.get(id);
    if (!batch) throw new HttpError(404, "No such batch.", { code: "not_found_error" });
    return batch;
  }

  return {
    /** What the endpoint answers: JSON, or a file's text; undefined where this is none of these endpoints. */
    answer(method: string, path: string, bodyText: string): object | string | undefined {
      const [, id, action] =
        /^\/v1\/messages\/batches(?:\/([\w-]+))?(?:\/(cancel|results))?$/.exec(path) ?? [];
      if (!id) return method === "POST" && !action ? add(bodyText) : undefined;
      const batch = batchOf(id);
      if (method === "POST" && action === "cancel") return cancel(batch);
      if (method === "GET" && action === "results")
        return batch.results.map((result) => JSON.stringify(result)).join("\n");
      if (method === "GET" && !action) return show(batch);
      return method === "DELETE" && !action ? remove(batch) : undefined;
    },
    ids: () => [...batches.keys()],
    reset: () => batches.clear(),
  };
}
