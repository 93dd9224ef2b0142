/**
 * The process in which files are parsed: one message in, one out, and before that one for each part of a long
 * parse that is done. Its watchdog thread ends it when it grows beyond its memory or when the worker that started it is gone,
 * which this thread couldn't while a parser keeps it busy.
 */
import { Worker } from "node:worker_threads";
import { AppError, toAppError } from "../../lib/errors.ts";
import { type FileToParse, parseDocument } from "./parse-document.ts";
import type { ParseReply } from "./parse-in-child.ts";
import { onProgress } from "./report-progress.ts";

/** Some ten thousand pages; what a worker can hold, cut and embed of one document with room to spare. */
const textCharsMax = 30_000_000;
const elementsMax = 1_000_000;

new Worker(new URL("./parse-watchdog.ts", import.meta.url)).unref();
onProgress(() => process.send?.({ progress: true } satisfies ParseReply));
process.on("disconnect", () => process.exit(0));
process.on("message", async (file: FileToParse) => {
  process.send?.(await reply(file), undefined, undefined, (error) => {
    if (error) process.exit(1); // the worker is gone
  });
});

async function reply(file: FileToParse): Promise<ParseReply> {
  try {
    const parsed = await parseDocument(file);
    if (parsed.text.length > textCharsMax || parsed.elements.length > elementsMax)
      throw new AppError("parse_limit_exceeded", {
        publicMessage: "The file holds more text than can be read as one document. Split it.",
      });
    return { parsed };
  } catch (error) {
    const { code, message, publicMessage } = toAppError(error);
    return { error: { code, message, publicMessage } };
  }
}
