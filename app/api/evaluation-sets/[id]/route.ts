import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { deleteEvaluationSet, findEvaluationSet, renameEvaluationSet } from "@/db/evaluation-sets";
import { setNameSchema } from "@/lib/evaluation-set";

const params = z.object({ id: z.uuid() });

/** The set with its questions. */
export const GET = defineRoute({ access: "admin", params }, async ({ principal, params: { id } }) =>
  findEvaluationSet(principal, id),
);

export const PATCH = defineRoute(
  { access: "admin", params, body: z.object({ name: setNameSchema }) },
  async ({ principal, params: { id }, body: { name } }) => renameEvaluationSet(principal, id, name),
);

export const DELETE = defineRoute({ access: "admin", params }, async ({ principal, params: { id } }) =>
  deleteEvaluationSet(principal, id),
);
