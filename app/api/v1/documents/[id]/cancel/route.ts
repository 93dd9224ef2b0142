import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { cancelUpload } from "@/ingestion/upload";
import { documentJson } from "../../document-json";

/** Takes an unfinished document out of the queue and from its worker: 200 with the document, 409 where it's finished. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) => documentJson(await cancelUpload(principal, id)),
);
