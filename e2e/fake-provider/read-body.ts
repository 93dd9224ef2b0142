import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.ts";

/** The body as text. Throws a 413 as soon as it passes `bytesMax`; what still arrives is discarded, not kept. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string> {
  return await new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= bytesMax) pieces.push(piece);
      else {
        pieces.length = 0;
        reject(
          new HttpError(413, `The body is larger than ${bytesMax} bytes.`, { code: "request_too_large" }),
        );
      }
    });
    request.on("end", () => resolve(Buffer.concat(pieces).toString("utf8")));
    request.on("error", reject);
  });
}

/** JSON text as a value, or a 400. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, "We could not parse the JSON body of your request.", { code: "invalid_json" });
  }
}
