import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findEmbedding } from "@/app/api/find-embedding";
import { cancelReembedding, startReembedding } from "@/db/reembeddings";
import { reembeddingJson } from "./reembedding-json";

const params = z.object({ id: z.uuid() });

/** The collection's model, how much there is to embed, and its last re-embedding with its progress: null where there was none. */
export const GET = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => reembeddingJson(principal, id),
);

/** Begins to take the collection over to another embedding model: 202, or 409 where it has that one, at that length, or is on its way. */
export const POST = defineRoute(
  {
    access: "admin",
    scope: "documents:write",
    params,
    body: z.object({ embeddingModel: z.string().min(1).max(200) }),
  },
  async ({ principal, params: { id }, body: { embeddingModel } }) => {
    await startReembedding(principal, id, await findEmbedding(principal, embeddingModel));
    return Response.json(await reembeddingJson(principal, id), { status: 202 });
  },
);

/** Cancels it; the collection stays with the model it has. 404 where none is under way. */
export const DELETE = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => cancelReembedding(principal, id),
);
