import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeCollection, findCollection } from "@/db/collections";
import { removeCollection } from "@/ingestion/delete-documents";
import { requireParser } from "@/ingestion/request-preview";
import { chunkingSettingsSchema, parserChoices } from "@/lib/document";
import { languageSchema } from "@/lib/document-schemas";
import { collectionJson } from "../collection-json";

const params = z.object({ id: z.uuid() });

export const GET = defineRoute(
  { access: "member", scope: "documents:read", params },
  async ({ principal, params: { id } }) => collectionJson(await findCollection(principal, id)),
);

const changes = z
  .object({
    name: z.string().trim().min(1).max(100),
    language: languageSchema.nullable(),
    chunking: chunkingSettingsSchema.nullable(),
    parser: z.enum(parserChoices),
    isPaused: z.boolean(),
  })
  .partial();

/** Changes what is given. New settings hold for documents that are ingested from then on. */
export const PATCH = defineRoute(
  {
    access: "admin",
    scope: "documents:write",
    params,
    body: changes,
  },
  async ({ principal, params: { id }, body }) => {
    requireParser(body.parser);
    await changeCollection(principal, id, body);
    return collectionJson(await findCollection(principal, id));
  },
);

export const DELETE = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => removeCollection(principal, id),
);
