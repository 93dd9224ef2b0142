import { Readable } from "node:stream";
import { claimDocument } from "../../db/document-claims.ts";
import type { Principal } from "../../lib/turn.ts";
import { ingestDocument } from "../ingest-document.ts";
import { acceptUpload, type UploadSettings } from "../upload.ts";

/** For tests: a document that went the product's way from upload to searchable, in this process. Returns its id. */
export async function ingestText(
  principal: Principal,
  { fileName, text, ...settings }: { fileName: string; text: string } & UploadSettings,
): Promise<string> {
  const upload = { stream: Readable.from([text]), fileName, ...settings };
  const { document } = await acceptUpload(principal, upload);
  const claimed = await claimDocument(principal.tenantId, document.id, crypto.randomUUID());
  if (!claimed) throw new Error("the document was taken by somebody else");
  await ingestDocument(claimed);
  return document.id;
}
