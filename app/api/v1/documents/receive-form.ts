import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Busboy } from "@fastify/busboy";
import { tooLarge } from "@/ingestion/blobs";
import { AppError } from "@/lib/errors";

/** What a form adds to its files: boundaries, part headers, other fields. */
const formBytesMax = 1024 * 1024;

export type FormFields = Record<string, string | undefined>;

export interface FormFile {
  stream: Readable;
  /** As it was given, path and all. */
  fileName: string;
  /** The fields that came before it; of one given several times, the last. */
  fields: FormFields;
  /** All fields, once the form has ended. Rejects where it's cut off. */
  whole: Promise<FormFields>;
}

/**
 * Reads a multipart form while it arrives, handing each file in a field called `file` to `onFile`; nothing is whole in memory.
 * A file that is done with before its end is skipped, and a rejection refuses the rest of the form. Resolves when the form
 * and all its files are done with. Throws `invalid_request` for any other body and one that is cut off, `file_too_large`
 * where all of it is longer than `bytesMax`, and what `onFile` throws.
 */
export async function receiveForm(
  request: Request,
  bytesMax: number,
  onFile: (file: FormFile) => Promise<void>,
): Promise<void> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b.*\bboundary=/i.test(contentType) || !request.body)
    throw badForm("Send a multipart form with the file in the field `file`.");
  const formMax = bytesMax + formBytesMax;
  if (Number(request.headers.get("content-length")) > formMax) throw tooLarge(bytesMax);

  const body = Readable.fromWeb(request.body as ReadableStream);
  const form = new Busboy({
    headers: { "content-type": contentType },
    preservePath: true,
    limits: { fields: 1000, fieldSize: 2000 },
  });
  async function* counted(parts: AsyncIterable<Uint8Array>) {
    let received = 0;
    for await (const part of parts) {
      received += part.length;
      if (received > formMax) throw tooLarge(bytesMax);
      yield part;
    }
  }
  const refused = new AbortController();
  const fields: FormFields = {};
  const whole = pipeline(body, counted, form, { signal: refused.signal }).then(
    () => fields,
    (cause: unknown) => {
      if (cause instanceof AppError) throw cause;
      throw badForm("The upload was cut off or isn't a valid multipart form.", cause);
    },
  );
  const open = new Set<Readable>();
  const handled: Promise<void>[] = [];

  form.on("field", (name, value) => {
    if (value.trim()) fields[name] = value;
  });
  form.on("file", (field, part, fileName) => {
    part.on("error", ignore); // busboy also tells the form, and it may tell the part before anybody reads it
    if (field !== "file") {
      part.resume();
      return;
    }
    const stream = part.pipe(new PassThrough());
    stream.on("error", ignore);
    open.add(stream);
    const work = onFile({ stream, fileName: fileName ?? "", fields: { ...fields }, whole }).finally(() => {
      open.delete(stream);
      part.unpipe(stream);
      part.resume(); // the form goes on behind it
    });
    work.catch(() => refused.abort());
    handled.push(work);
  });

  try {
    await whole;
  } catch (cutOff) {
    for (const stream of open) stream.destroy(cutOff as AppError);
    await Promise.all(handled); // throws what was wrong with a file first, if that's why the form was cut off
    throw cutOff;
  }
  await Promise.all(handled);
}

const ignore = () => undefined;

/** The error for a form that can't be used. */
export function badForm(publicMessage: string, cause?: unknown): AppError {
  return new AppError("invalid_request", { publicMessage, cause });
}
