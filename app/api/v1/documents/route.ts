import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { pageCursor } from "@/app/api/page-cursor";
import { findCollectionId } from "@/db/collections";
import { listDocuments } from "@/db/documents";
import { documentStatuses } from "@/lib/document";
import { tagCharsMax } from "@/lib/document-schemas";
import { documentKinds } from "@/lib/search";
import { documentJson, documentsJson } from "./document-json";
import { receiveUpload } from "./receive-upload";

/** Takes a file: 202 with the queued document, or 200 with the one that holds the same bytes already. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", rate: "upload" },
  async ({ principal, request }) => {
    const { document, isDuplicate } = await receiveUpload(principal, request);
    const json = await documentJson(document);
    return isDuplicate ? Response.json({ ...json, duplicate: true }) : Response.json(json, { status: 202 });
  },
);

const listQuery = z.object({
  /** An id or a name. */
  collection: z.string().min(1).max(100).optional(),
  status: z.enum(documentStatuses).optional(),
  kind: z.enum(documentKinds).optional(),
  tag: z.string().min(1).max(tagCharsMax).optional(),
  search: z.string().max(200).optional(),
  cursor: pageCursor().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** The documents that the caller may read, newest first: `{documents, nextCursor}`. */
export const GET = defineRoute(
  { access: "member", scope: "documents:read", query: listQuery },
  async ({ principal, query: { collection, ...query } }) => {
    const collectionId = collection && (await findCollectionId(principal, collection));
    const { documents, nextCursor } = await listDocuments(principal, { ...query, collectionId });
    return { documents: await documentsJson(documents), nextCursor };
  },
);
