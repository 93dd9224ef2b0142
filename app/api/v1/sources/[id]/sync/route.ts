import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { requestRun } from "@/db/source-runs";
import { runJson } from "../../source-json";

/** Queues a run: 202, or 409 where one is open. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) =>
    Response.json(runJson(await requestRun(principal, id)), { status: 202 }),
);
