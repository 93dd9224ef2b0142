import type { Document } from "@/db/documents";
import { acceptUpload } from "@/ingestion/upload";
import { env } from "@/lib/env";
import { AppError, toAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Principal } from "@/lib/turn";
import { badForm, type FormFile, receiveForm } from "./receive-form";
import { readSettings } from "./receive-upload";

export const batchFilesMax = 200;
/** Of all files together, in largest files. */
const batchFilesOfMaxSize = 10;

/** What became of one file of a batch. */
export interface BatchResult {
  fileName: string;
  accepted?: { document: Document; isDuplicate: boolean };
  error?: AppError;
}

/**
 * Takes the files of a multipart form in, each by itself: one that is refused doesn't keep the others out. `collection`,
 * `lane` and `tags` come before the files. A file whose name is a path ("./a.txt", "b/c.txt") comes from there: the next from there is its
 * new version. Results are in the order of the files. Throws `invalid_request` for a form without files, any
 * other body, and one that is cut off.
 */
export async function receiveBatch(principal: Principal, request: Request): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  let before: Promise<unknown> = Promise.resolve();
  const bytesMax = batchFilesOfMaxSize * env().UPLOAD_BYTES_MAX;
  await receiveForm(request, bytesMax, (file) => {
    const result: BatchResult = { fileName: file.fileName.replace(/^(\.\/)+/, "") };
    const isTooMany = results.push(result) > batchFilesMax;
    // One after the other, so that of two with the same bytes or path the first comes first.
    const taken = before.then(() => takeFile(principal, file, result, isTooMany));
    before = taken;
    return taken;
  });
  if (results.length === 0) throw badForm("file: the form has no file.");
  return results;
}

async function takeFile(
  principal: Principal,
  { stream, fileName, fields }: FormFile,
  result: BatchResult,
  isTooMany: boolean,
): Promise<void> {
  try {
    if (isTooMany)
      throw new AppError("request_too_large", {
        publicMessage: `At most ${batchFilesMax} files are taken in one request.`,
      });
    const { lane = "bulk", collection, password, tags } = readSettings(fields);
    const settings = { lane, collection, password, tags, sourceKey: pathOf(fileName) };
    result.accepted = await acceptUpload(principal, { stream, fileName, ...settings });
  } catch (thrown) {
    result.error = toAppError(thrown);
    if (result.error.status >= 500) log.error({ err: thrown }, "a file of a batch could not be taken in");
  }
}

/** The path that a file's name gives, within its folder; a bare name is no place. */
function pathOf(fileName: string): string | undefined {
  const steps = fileName.split(/[\\/]/);
  const inside = steps.filter((step) => step !== "" && step !== "." && step !== "..");
  return steps.length > 1 ? inside.join("/") || undefined : undefined;
}
