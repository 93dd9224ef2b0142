import { AppError } from "../errors.ts";

const bodyBytesMax = 1024 * 1024;

const tooLarge = () =>
  new AppError("request_too_large", {
    publicMessage: `The request body is larger than ${bodyBytesMax} bytes.`,
  });

/**
 * The request's body as JSON, at most 1 MiB of it: reading stops there, whatever Content-Length said. An empty body is
 * undefined. Throws `request_too_large`, `invalid_json`, and `invalid_request` for another content type.
 */
export async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytesMax) throw tooLarge();
  const bytes = await readBytes(request.body);
  if (bytes.length === 0) return undefined;
  const contentType = request.headers.get("content-type") ?? "application/json";
  // A form that another site posts can't carry this type, so asking for it is also a lock against forged requests.
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType)) {
    throw new AppError("invalid_request", {
      publicMessage: "Send the body as JSON, with Content-Type: application/json.",
    });
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AppError("invalid_json", { cause });
  }
}

async function readBytes(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > bodyBytesMax) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
