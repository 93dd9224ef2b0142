import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { addEvaluationQuestion } from "@/db/evaluation-sets";
import { setQuestionSchema } from "@/lib/evaluation-set";

/** Adds a question, written by hand or taken over from a rated answer. */
export const POST = defineRoute(
  { access: "admin", params: z.object({ id: z.uuid() }), body: setQuestionSchema },
  async ({ principal, params: { id }, body }) =>
    Response.json({ id: await addEvaluationQuestion(principal, id, body) }, { status: 201 }),
);
