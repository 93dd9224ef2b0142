import { z } from "zod";
import { readChatRequest } from "./chat-completion.ts";
import { HttpError, parseOrReject } from "./http-error.ts";
import { parseJson } from "./read-body.ts";
import type { Behaviour } from "./script.ts";

const lineSchema = z.object({
  custom_id: z.string(),
  method: z.literal("POST"),
  url: z.literal("/v1/chat/completions"),
  body: z.looseObject({ model: z.string() }),
});
const orderSchema = z.object({
  input_file_id: z.string(),
  endpoint: z.literal("/v1/chat/completions"),
  completion_window: z.literal("24h"),
});

interface Batch {
  id: string;
  status: "in_progress" | "completed" | "cancelled";
  output_file_id: string | null;
}

/** How a call's behaviour is found, as for one that is made at once. */
type Take = (about: { path: string; model: string | undefined; userText: string }) => Behaviour | undefined;

/**
 * OpenAI's files and batches, as far as batches of chat completions need them. A batch is at work when it's first asked for, and
 * completed from then on; a line whose behaviour is a failure fails, whatever its kind.
 */
export function createBatches(take: Take) {
  const files = new Map<string, string>();
  const batches = new Map<string, Batch>();

  function addFile(bodyText: string): object {
    const [, content] =
      /filename="[^"]*"\r\n(?:[\w-]+:[^\r\n]*\r\n)*\r\n([\s\S]*?)\r\n--/.exec(bodyText) ?? [];
    if (content === undefined || !/name="purpose"\r\n\r\nbatch\r\n/.test(bodyText))
      throw new HttpError(400, "Send a file for the purpose of a batch.", { code: "invalid_file" });
    const id = `file-${files.size + 1}`;
    files.set(id, content);
    return { id, object: "file", purpose: "batch" };
  }

  function addBatch(bodyText: string): object {
    const order = parseOrReject(orderSchema, parseJson(bodyText));
    const input = files.get(order.input_file_id);
    if (input === undefined) throw new HttpError(404, "No such file.", { code: "not_found" });
    const outputId = `file-out-${batches.size + 1}`;
    files.set(outputId, input.split("\n").filter(Boolean).map(answerLine).join("\n"));
    const batch: Batch = {
      id: `batch_${batches.size + 1}`,
      status: "in_progress",
      output_file_id: outputId,
    };
    batches.set(batch.id, batch);
    return { ...batch, output_file_id: null };
  }

  function answerLine(text: string, i: number): string {
    const { custom_id, body } = parseOrReject(lineSchema, parseJson(text));
    const request = readChatRequest(body);
    const behaviour = take({
      path: "/v1/chat/completions",
      model: request.model,
      userText: request.userText,
    });
    const { answer, cachedTokens } = behaviour ?? {};
    const reply = request.reply({ requestNumber: i + 1, answer, cachedTokens, isEmpty: false });
    const response = behaviour?.failure
      ? { status_code: 500, body: { error: { message: "Scripted failure." } } }
      : { status_code: 200, body: reply.kind === "json" ? JSON.parse(reply.body) : {} };
    return JSON.stringify({ id: `line-${i + 1}`, custom_id, response, error: null });
  }

  function showBatch(id: string): object {
    const batch = batchOf(id);
    const shown = { ...batch, output_file_id: batch.status === "completed" ? batch.output_file_id : null };
    if (batch.status === "in_progress") batch.status = "completed";
    return shown;
  }

  function batchOf(id: string): Batch {
    const batch = batches.get(id);
    if (!batch) throw new HttpError(404, "No such batch.", { code: "not_found" });
    return batch;
  }

  return {
    /** What the endpoint answers: JSON, or a file's text; undefined where this is none of these endpoints. */
    answer(method: string, path: string, bodyText: string): object | string | undefined {
      const [, batchId, isCancel] = /^\/v1\/batches\/([\w-]+)(\/cancel)?$/.exec(path) ?? [];
      const [, fileId] = /^\/v1\/files\/([\w-]+)\/content$/.exec(path) ?? [];
      if (method === "POST" && path === "/v1/files") return addFile(bodyText);
      if (method === "POST" && path === "/v1/batches") return addBatch(bodyText);
      if (method === "POST" && batchId && isCancel)
        return Object.assign(batchOf(batchId), { status: "cancelled" });
      if (method === "GET" && batchId && !isCancel) return showBatch(batchId);
      if (method === "GET" && fileId) return files.get(fileId);
      return undefined;
    },
    reset(): void {
      files.clear();
      batches.clear();
    },
  };
}
