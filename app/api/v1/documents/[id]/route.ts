import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeDocument, findDocument } from "@/db/documents";
import { removeDocument } from "@/ingestion/delete-documents";
import { documentChangesSchema } from "@/lib/document-schemas";
import { documentJson, documentWithVersionsJson } from "../document-json";

const params = z.object({ id: z.uuid() });

export const GET = defineRoute(
  { access: "member", scope: "documents:read", params },
  async ({ principal, params: { id } }) =>
    documentWithVersionsJson(principal, await findDocument(principal, id)),
);

/** Changes what is known of it beside its text: title, language, author, date, tags. */
export const PATCH = defineRoute(
  { access: "admin", scope: "documents:write", params, body: documentChangesSchema },
  async ({ principal, params: { id }, body }) => documentJson(await changeDocument(principal, id, body)),
);

/** Deletes the document with all its versions and everything that was made of it: the deletion's receipt. */
export const DELETE = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => removeDocument(principal, id),
);
