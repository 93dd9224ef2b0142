import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { retryUpload } from "@/ingestion/upload";
import { documentJson } from "../../document-json";

/** Queues a failed document again: 202 with the document, 409 where it hasn't failed. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) =>
    Response.json(await documentJson(await retryUpload(principal, id)), { status: 202 }),
);
