import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listEvaluationRuns } from "@/db/evaluation-runs";
import { startSetRun } from "./start-set-run";

const params = z.object({ id: z.uuid() });
const runsShown = 20;

/** The last runs, latest first: those that are done with what they came to, one that is under way with how far it is. */
export const GET = defineRoute({ access: "admin", params }, async ({ principal, params: { id } }) => ({
  runs: await listEvaluationRuns(principal, id, runsShown),
}));

/** Begins to measure how well the set's documents are found now; it goes on when whoever asked has gone. */
export const POST = defineRoute(
  { access: "admin", rate: "api", params },
  async ({ principal, params: { id }, requestId }) => {
    return Response.json(await startSetRun(principal, id, requestId), { status: 202 });
  },
);
