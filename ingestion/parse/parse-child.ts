/**
 * The process in which files are parsed: one message in, one out. Its watchdog thread ends it when it grows beyond its memory
 * or when the worker that started it is gone, which this thread couldn't while a parser keeps it busy.
 */
import { Worker } from "node:worker_threads";
import { toAppError } from "../../lib/errors.ts";
import { type FileToParse, parseDocument } from "./parse-document.ts";
import type { ParseReply } from "./parse-in-child.ts";

new Worker(new URL("./parse-watchdog.ts", import.meta.url)).unref();
process.on("disconnect", () => process.exit(0));
process.on("message", async (file: FileToParse) => {
  process.send?.(await reply(file), undefined, undefined, (error) => {
    if (error) process.exit(1); // the worker is gone
  });
});

async function reply(file: FileToParse): Promise<ParseReply> {
  try {
    return { parsed: await parseDocument(file) };
  } catch (error) {
    const { code, message, publicMessage } = toAppError(error);
    return { error: { code, message, publicMessage } };
  }
}
