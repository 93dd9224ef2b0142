import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listRuns } from "@/db/source-runs";
import { runJson } from "../../source-json";

/** A source's latest runs with their problems, latest first: `{runs}`. */
export const GET = defineRoute(
  { access: "admin", scope: "documents:write", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) => ({ runs: (await listRuns(principal, id)).map(runJson) }),
);
