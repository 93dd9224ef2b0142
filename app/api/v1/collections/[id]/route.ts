import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findCollection, renameCollection } from "@/db/collections";
import { removeCollection } from "@/ingestion/delete-documents";
import { collectionJson } from "../collection-json";

const params = z.object({ id: z.uuid() });

export const GET = defineRoute(
  { access: "member", scope: "documents:read", params },
  async ({ principal, params: { id } }) => collectionJson(await findCollection(principal, id)),
);

export const PATCH = defineRoute(
  {
    access: "admin",
    scope: "documents:write",
    params,
    body: z.object({ name: z.string().trim().min(1).max(100) }),
  },
  async ({ principal, params: { id }, body: { name } }) => {
    await renameCollection(principal, id, name);
    return collectionJson(await findCollection(principal, id));
  },
);

export const DELETE = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => removeCollection(principal, id),
);
