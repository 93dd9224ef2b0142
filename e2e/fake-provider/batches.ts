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
  input_file_id: string;
  output_file_id: string | null;
  error_file_id: string | null;
}

/** How a call's behaviour is found, as for one that is made at once. */
export type TakeBehaviour = (about: {
  path: string;
  model: string | undefined;
  userText: string;
}) => Behaviour | undefined;

/**
 * OpenAI's files and batches, as far as batches of chat completions need them. A batch is at work when it's first asked for, and
 * completed from then on; a line whose behaviour is a failure fails, whatever its kind, and is in the file of errors. Files are kept
 * until they're deleted.
 */
export function createBatches(take: TakeBehaviour) {
  const files = new Map<string, string>();
  const batches = new Map<string, Batch>();
  let filesMade = 0;

  function addFile(bodyText: string): object {
    const [, content] =
      /filename="[^"]*"\r\n(?:[\w-]+:[^\r\n]*\r\n)*\r\n([\s\S]*?)\r\n--/.exec(bodyText) ?? [];
    if (content === undefined || !/name="purpose"\r\n\r\nbatch\r\n/.test(bodyText))
      throw new HttpError(400, "Send a file for the purpose of a batch.", { code: "invalid_file" });
    const id = keepFile("file", content);
    return { id, object: "file", purpose: "batch" };
  }

  function addBatch(bodyText: string): object {
    const order = parseOrReject(orderSchema, parseJson(bodyText));
    const input = files.get(order.input_file_id);
    if (input === undefined) throw new HttpError(404, "No such file.", { code: "not_found" });
    const lines = input.split("\n").filter(Boolean).map(answerLine);
    const { written = [], failed = [] } = Object.groupBy(lines, ({ response }) =>
      response.status_code === 200 ? "written" : "failed",
    );
    const batch: Batch = {
      id: `batch_${batches.size + 1}`,
      status: "in_progress",
      input_file_id: order.input_file_id,
      output_file_id: keepLines("file-out", written),
      error_file_id: keepLines("file-errors", failed),
    };
    batches.set(batch.id, batch);
    return { ...batch, output_file_id: null, error_file_id: null };
  }

  function keepFile(name: string, content: string): string {
    filesMade += 1;
    const id = `${name}-${filesMade}`;
    files.set(id, content);
    return id;
  }

  const keepLines = (name: string, lines: object[]) =>
    lines.length > 0 ? keepFile(name, lines.map((line) => JSON.stringify(line)).join("\n")) : null;

  function answerLine(text: string, i: number) {
    const { custom_id, body } = parseOrReject(lineSchema, parseJson(text));
    const request = readChatRequest(body);
    const behaviour = take({
      path: "/v1/chat/completions",
      model: request.model,
      userText: request.userText,
    });
    const { answer, cachedTokens } = behaviour ?? {};
    const reply = request.reply({
      requestNumber: i + 1,
      answer,
      cachedTokens,
      logprob: null,
      isEmpty: false,
    });
    const response = behaviour?.failure
      ? { status_code: 500, body: { error: { message: "Scripted failure." } } }
      : { status_code: 200, body: reply.kind === "json" ? JSON.parse(reply.body) : {} };
    return { id: `line-${i + 1}`, custom_id, response, error: null };
  }

  function showBatch(id: string): object {
    const batch = batchOf(id);
    const isAtWork = batch.status === "in_progress";
    const shown = { ...batch, ...(isAtWork && { output_file_id: null, error_file_id: null }) };
    if (isAtWork) batch.status = "completed";
    return shown;
  }

  function deleteFile(id: string): object {
    if (!files.delete(id)) throw new HttpError(404, "No such file.", { code: "not_found" });
    return { id, object: "file", deleted: true };
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
      const [, fileId, isContent] = /^\/v1\/files\/([\w-]+)(\/content)?$/.exec(path) ?? [];
      if (method === "POST" && path === "/v1/files") return addFile(bodyText);
      if (method === "POST" && path === "/v1/batches") return addBatch(bodyText);
      if (method === "POST" && batchId && isCancel)
        return Object.assign(batchOf(batchId), { status: "cancelled" });
      if (method === "GET" && batchId && !isCancel) return showBatch(batchId);
      if (method === "GET" && fileId && isContent) return files.get(fileId);
      if (method === "DELETE" && fileId && !isContent) return deleteFile(fileId);
      return undefined;
    },
    files: () => [...files.keys()],
    reset(): void {
      files.clear();
      batches.clear();
    },
  };
}
