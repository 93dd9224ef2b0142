import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findDocument } from "@/db/documents";
import { removeDocument } from "@/ingestion/delete-documents";
import { documentWithVersionsJson } from "../document-json";

const params = z.object({ id: z.uuid() });

export const GET = defineRoute(
  { access: "member", scope: "documents:read", params },
  async ({ principal, params: { id } }) =>
    documentWithVersionsJson(principal, await findDocument(principal, id)),
);

/** Deletes the document with all its versions and everything that was made of it: the deletion's receipt. */
export const DELETE = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => removeDocument(principal, id),
);
