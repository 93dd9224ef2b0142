import { z } from "zod";
import type { Document } from "@/db/documents";
import { acceptUpload, type UploadSettings } from "@/ingestion/upload";
import { uploadLanes } from "@/lib/document";
import { authorSchema, documentDateSchema, tagListSchema } from "@/lib/document-schemas";
import { env } from "@/lib/env";
import type { Principal } from "@/lib/turn";
import { badForm, type FormFields, receiveForm } from "./receive-form";

const settingsSchema = z.object({
  collection: z.string().max(200).optional(),
  password: z.string().max(1000).optional(),
  replaces: z.uuid().optional(),
  sourceKey: z.string().max(2000).optional(),
  lane: z.enum(uploadLanes).exclude(["sync"]).optional(),
  author: authorSchema.optional(),
  date: documentDateSchema.optional(),
  tags: tagListSchema.optional(),
});

/** What a form's fields say of its files. Throws `invalid_request` naming the first that is wrong. */
export function readSettings(fields: FormFields): UploadSettings {
  const parsed = settingsSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badForm(`${issue?.path.join(".")}: ${issue?.message}`);
}

/**
 * Takes the one `file` of a multipart form in, with the fields `collection`, `password`, `replaces`, `sourceKey`, `lane`, `author`,
 * `date` and `tags` before or after it. Throws `invalid_request` for any other body and one that is cut off, and what acceptUpload throws.
 */
export async function receiveUpload(
  principal: Principal,
  request: Request,
): Promise<{ document: Document; isDuplicate: boolean }> {
  let accepted: { document: Document; isDuplicate: boolean } | undefined;
  let isTaken = false;
  await receiveForm(request, env().UPLOAD_BYTES_MAX, async ({ stream, fileName, whole }) => {
    if (isTaken) return;
    isTaken = true;
    const later = whole.then(readSettings);
    later.catch(() => undefined); // awaited only where the file is good; receiveForm tells of the form itself
    accepted = await acceptUpload(principal, { stream, fileName, later });
  });
  if (!accepted) throw badForm("file: the form has no file.");
  return accepted;
}
