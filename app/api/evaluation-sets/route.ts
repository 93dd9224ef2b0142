import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { createEvaluationSet, listEvaluationSets } from "@/db/evaluation-sets";
import { setNameSchema } from "@/lib/evaluation-set";

export const GET = defineRoute({ access: "admin" }, async ({ principal }) => ({
  sets: await listEvaluationSets(principal),
}));

export const POST = defineRoute(
  { access: "admin", body: z.object({ name: setNameSchema }) },
  async ({ principal, body: { name } }) =>
    Response.json({ id: await createEvaluationSet(principal, name) }, { status: 201 }),
);
