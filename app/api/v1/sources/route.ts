import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findCollectionId } from "@/db/collections";
import { listSources } from "@/db/sources";
import { addSource } from "@/ingestion/sources/save-source";
import { newSourceSchema } from "@/lib/source-schemas";
import { sourceJson } from "./source-json";

/** The tenant's sources, or those of one collection, by name: `{sources}`. */
export const GET = defineRoute(
  {
    access: "admin",
    scope: "documents:write",
    query: z.object({ collection: z.string().min(1).max(100).optional() }),
  },
  async ({ principal, query: { collection } }) => {
    const collectionId = collection && (await findCollectionId(principal, collection));
    return { sources: (await listSources(principal, collectionId)).map(sourceJson) };
  },
);

/** Adds a source to a collection: 201, or 409 where the collection has one of that name. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", body: newSourceSchema },
  async ({ principal, body: { collection, ...settings } }) => {
    const collectionId = await findCollectionId(principal, collection);
    const source = await addSource(principal, { ...settings, collectionId });
    return Response.json(sourceJson(source), { status: 201 });
  },
);
