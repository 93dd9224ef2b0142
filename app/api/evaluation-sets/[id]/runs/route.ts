import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listEvaluationRuns, loadMeasurableQuestions, saveEvaluationRun } from "@/db/evaluation-runs";
import { requireRate } from "@/lib/admission/rate-limit";
import { measureSet } from "./measure-set";

const params = z.object({ id: z.uuid() });
const runsShown = 20;

/** The last runs, latest first. */
export const GET = defineRoute({ access: "admin", params }, async ({ principal, params: { id } }) => ({
  runs: await listEvaluationRuns(principal, id, runsShown),
}));

/** Measures how well the set's documents are found now, and keeps what it came to. */
export const POST = defineRoute(
  { access: "admin", params },
  async ({ principal, params: { id }, request, requestId }) => {
    await requireRate("api", principal);
    const questions = await loadMeasurableQuestions(principal, id);
    const report = await measureSet(principal, questions, { requestId, signal: request.signal });
    return Response.json(await saveEvaluationRun(principal, id, report), { status: 201 });
  },
);
