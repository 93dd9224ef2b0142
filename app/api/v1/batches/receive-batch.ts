import { AppError } from "@/lib/errors";
import { limits } from "@/lib/limits";

/** A form that another site posts can't carry these. */
const types = /^application\/(jsonl|x-jsonlines|x-ndjson|octet-stream)\b/i;

/** The file of questions that a request carries. Throws `request_too_large` before all of it is read, and `invalid_request`. */
export async function receiveBatch(request: Request): Promise<string> {
  const contentType = request.headers.get("content-type") ?? "application/jsonl";
  if (!types.test(contentType)) {
    const publicMessage = "Send one JSON object a line, with Content-Type: application/jsonl.";
    throw new AppError("invalid_request", { publicMessage });
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request.body ?? []) {
    size += piece.length;
    if (size > limits.batchBytesMax) {
      const publicMessage = `A batch is at most ${limits.batchBytesMax.toLocaleString("en")} bytes.`;
      throw new AppError("request_too_large", { publicMessage });
    }
    pieces.push(piece);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    throw new AppError("invalid_batch", { cause, publicMessage: "This isn't a text in UTF-8." });
  }
}
