import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findDocument } from "@/db/documents";
import { removeDocument } from "@/ingestion/delete-documents";
import { documentJson } from "../document-json";

const params = z.object({ id: z.uuid() });

export const GET = defineRoute(
  { access: "member", scope: "documents:read", params },
  async ({ principal, params: { id } }) => documentJson(await findDocument(principal, id)),
);

export const DELETE = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => removeDocument(principal, id),
);
