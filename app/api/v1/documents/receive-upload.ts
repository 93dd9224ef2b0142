import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Busboy } from "@fastify/busboy";
import type { Document } from "@/db/documents";
import { tooLarge } from "@/ingestion/blobs";
import { acceptUpload } from "@/ingestion/upload";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Principal } from "@/lib/turn";

/** What a form adds to its file: boundaries, part headers, the collection's name. */
const formBytesMax = 64 * 1024;

type Accepted = { document: Document; isDuplicate: boolean };

/**
 * Reads a multipart form with one `file` and an optional `collection`, in either order, storing the file while it arrives:
 * it's never whole in memory. Throws `invalid_request` for any other body and one that is cut off, and what acceptUpload
 * throws.
 */
export async function receiveUpload(principal: Principal, request: Request): Promise<Accepted> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b.*\bboundary=/i.test(contentType) || !request.body)
    throw badForm("Send a multipart form with the file in the field `file`.");
  if (Number(request.headers.get("content-length")) > env().UPLOAD_BYTES_MAX + formBytesMax)
    throw tooLarge(env().UPLOAD_BYTES_MAX);

  const body = Readable.fromWeb(request.body as ReadableStream);
  const form = new Busboy({
    headers: { "content-type": contentType },
    limits: { fields: 20, fieldSize: 1000 },
  });
  const refused = new AbortController();
  let file: Readable | undefined;
  let accepted: Promise<Accepted> | undefined;
  let name: string | undefined;
  const whole = pipeline(body, form, { signal: refused.signal }).catch((cause: unknown) => {
    throw badForm("The upload was cut off or isn't a valid multipart form.", cause);
  });
  const collection = whole.then(() => name);
  collection.catch(ignore); // `whole` is awaited below, and this only where the file is good

  form.on("field", (field, value) => {
    if (field === "collection" && value.trim()) name = value;
  });
  form.on("file", (field, stream, fileName) => {
    stream.on("error", ignore); // busboy also tells the form, and it may tell the stream before anybody reads it
    if (field !== "file" || accepted) {
      stream.resume();
      return;
    }
    file = stream;
    accepted = acceptUpload(principal, { stream, fileName: fileName ?? "", collection });
    accepted.catch(() => refused.abort()); // nobody wants the rest of the form then
  });

  try {
    await whole;
  } catch (cutOff) {
    file?.destroy(cutOff as AppError);
    await accepted; // throws what was wrong with the file first, if that's why the form was cut off
    throw cutOff;
  }
  if (!accepted) throw badForm("file: the form has no file.");
  return accepted;
}

const ignore = () => undefined;

function badForm(publicMessage: string, cause?: unknown): AppError {
  return new AppError("invalid_request", { publicMessage, cause });
}
