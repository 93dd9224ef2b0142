import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listChunks } from "@/db/chunks";
import { findDocument } from "@/db/documents";

const query = z.object({
  cursor: z.coerce.number().int().nonnegative().optional(),
  around: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A document's chunks in order: `{chunks, nextCursor}`; with `around`, the page in whose middle that chunk stands. */
export const GET = defineRoute(
  { access: "member", scope: "documents:read", params: z.object({ id: z.uuid() }), query },
  async ({ principal, params: { id }, query: page }) => {
    await findDocument(principal, id);
    return listChunks(principal, id, page);
  },
);
