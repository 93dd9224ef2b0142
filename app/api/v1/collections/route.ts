import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { createCollection, findCollection, listCollections } from "@/db/collections";
import { embeddingOfNewCollections } from "@/ingestion/upload";
import { collectionJson } from "./collection-json";

/** The collections that the caller may read, by name. */
export const GET = defineRoute({ access: "member", scope: "documents:read" }, async ({ principal }) => ({
  collections: (await listCollections(principal)).map(collectionJson),
}));

/** Makes a collection that everyone in the tenant may read: 201, or 409 where the name is taken. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", body: z.object({ name: z.string().trim().min(1).max(100) }) },
  async ({ principal, body: { name } }) => {
    const id = await createCollection(principal, name, await embeddingOfNewCollections(principal));
    return Response.json(collectionJson(await findCollection(principal, id)), { status: 201 });
  },
);
