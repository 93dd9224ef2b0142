import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findCollectionIds } from "@/db/collections";
import { findDocumentFacets } from "@/db/document-facets";

const collectionRef = z.string().min(1).max(100);
const query = z.object({
  /** Ids or names; all that the caller may read when left out. */
  collection: z.union([collectionRef.transform((one) => [one]), z.array(collectionRef).max(50)]).optional(),
});

/** What documents can be filtered by: kinds, languages, authors, tags with their counts, and the span of their dates. */
export const GET = defineRoute(
  { access: "member", scope: "documents:read", query },
  async ({ principal, query: { collection } }) =>
    findDocumentFacets(principal, await findCollectionIds(principal, collection)),
);
