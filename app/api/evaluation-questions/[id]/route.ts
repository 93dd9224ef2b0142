import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeEvaluationQuestion, deleteEvaluationQuestion } from "@/db/evaluation-sets";
import { setQuestionChangesSchema } from "@/lib/evaluation-set";

const params = z.object({ id: z.uuid() });

/** Changes what is given. */
export const PATCH = defineRoute(
  { access: "admin", params, body: setQuestionChangesSchema },
  async ({ principal, params: { id }, body }) => changeEvaluationQuestion(principal, id, body),
);

export const DELETE = defineRoute({ access: "admin", params }, async ({ principal, params: { id } }) =>
  deleteEvaluationQuestion(principal, id),
);
