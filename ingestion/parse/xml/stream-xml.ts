import type { Readable } from "node:stream";
import { SaxesParser } from "saxes";
import { AppError } from "../../../lib/errors.ts";
import { localName } from "./read-xml.ts";

export interface XmlHandler {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads XML that is too large for a tree, event by event; names come without prefixes. A handler that returns true from
 * `isDone` ends the reading. Throws `corrupt_file`.
 */
export async function streamXml(
  stream: Readable,
  handler: XmlHandler,
  isDone?: () => boolean,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on("opentag", ({ name, attributes }) => handler.open?.(localName(name), attributes));
  parser.on("closetag", ({ name }) => handler.close?.(localName(name)));
  parser.on("text", (text) => handler.text?.(text));
  parser.on("cdata", (text) => handler.text?.(text));
  parser.on("error", corrupt);
  let decoder: TextDecoder | undefined;
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(encodingOf(bytes));
    parser.write(decoder.decode(bytes, { stream: true }));
    if (isDone?.()) return;
  }
  parser.write(decoder?.decode() ?? "").close();
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}

function corrupt(cause: Error): never {
  throw new AppError("corrupt_file", { cause, message: cause.message });
}
