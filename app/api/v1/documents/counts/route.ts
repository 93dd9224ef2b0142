import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findCollectionId } from "@/db/collections";
import { countDocuments } from "@/db/documents";

/** How many documents there are in a collection (id or name), or in all: `{total, byStatus, byKind}`. */
export const GET = defineRoute(
  {
    access: "member",
    scope: "documents:read",
    query: z.object({ collection: z.string().min(1).max(100).optional() }),
  },
  async ({ principal, query: { collection } }) =>
    countDocuments(principal, collection && (await findCollectionId(principal, collection))),
);
