import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { badForm, type FormFields, receiveForm } from "@/app/api/v1/documents/receive-form";
import { type PreviewSettings, requestPreview } from "@/ingestion/request-preview";
import { chunkingSettingsSchema, defaultChunking, parserChoices } from "@/lib/document";
import { env } from "@/lib/env";

const settingsSchema = z.object({
  tokensMax: z.coerce
    .number()
    .pipe(chunkingSettingsSchema.shape.tokensMax)
    .default(defaultChunking.tokensMax),
  overlapShare: z.coerce
    .number()
    .pipe(chunkingSettingsSchema.shape.overlapShare)
    .default(defaultChunking.overlapShare),
  parser: z.enum(parserChoices).default("builtin"),
  password: z.string().max(1000).optional(),
});

/** Takes a file and shows how it would be cut: 202 with the id under which /previews tells when it's done. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", rate: "upload", params: z.object({ id: z.uuid() }) },
  async ({ principal, request, params: { id: collectionId } }) => {
    let previewId: string | undefined;
    let isTaken = false;
    await receiveForm(request, env().UPLOAD_BYTES_MAX, async ({ stream, fileName, whole }) => {
      if (isTaken) return;
      isTaken = true;
      const settings = whole.then(readSettings);
      settings.catch(() => undefined); // awaited only where the file is good; receiveForm tells of the form itself
      previewId = await requestPreview(principal, { collectionId, stream, fileName, settings });
    });
    if (!previewId) throw badForm("file: the form has no file.");
    return Response.json({ id: previewId }, { status: 202 });
  },
);

function readSettings(fields: FormFields): PreviewSettings {
  const parsed = settingsSchema.safeParse(fields);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badForm(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { tokensMax, overlapShare, ...settings } = parsed.data;
  return { chunking: { tokensMax, overlapShare }, ...settings };
}
