import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { retryUpload } from "@/ingestion/upload";
import { documentRetrySchema } from "@/lib/api-schemas";
import { documentJson } from "../../document-json";

/** Queues a failed or cancelled document again, with `{password}` where it needs one: 202 with the document, else 409. */
export const POST = defineRoute(
  {
    access: "admin",
    scope: "documents:write",
    params: z.object({ id: z.uuid() }),
    body: documentRetrySchema,
  },
  async ({ principal, params: { id }, body }) =>
    Response.json(await documentJson(await retryUpload(principal, id, body?.password)), { status: 202 }),
);
