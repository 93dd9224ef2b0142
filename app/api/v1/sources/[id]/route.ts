import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findSource } from "@/db/sources";
import { changeSource, removeSource } from "@/ingestion/sources/save-source";
import { sourceChangesSchema } from "@/lib/source-schemas";
import { sourceJson } from "../source-json";

const params = z.object({ id: z.uuid() });

export const GET = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => sourceJson(await findSource(principal, id)),
);

export const PATCH = defineRoute(
  { access: "admin", scope: "documents:write", params, body: sourceChangesSchema },
  async ({ principal, params: { id }, body }) => sourceJson(await changeSource(principal, id, body)),
);

/** Deletes the source; `documents` says what becomes of what it brought in. */
export const DELETE = defineRoute(
  {
    access: "admin",
    scope: "documents:write",
    params,
    query: z.object({ documents: z.enum(["delete", "keep"]).default("keep") }),
  },
  async ({ principal, params: { id }, query: { documents } }) => removeSource(principal, id, documents),
);
