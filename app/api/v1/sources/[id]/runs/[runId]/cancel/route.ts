import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { cancelRun } from "@/db/source-runs";
import { runJson } from "../../../../source-json";

/** Cancels an open run; what it has done stays. 409 where it has ended. */
export const POST = defineRoute(
  {
    access: "admin",
    scope: "documents:write",
    params: z.object({ id: z.uuid(), runId: z.uuid() }),
  },
  async ({ principal, params: { id, runId } }) => runJson(await cancelRun(principal, id, runId)),
);
