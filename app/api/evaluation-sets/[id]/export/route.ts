import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findEvaluationSet } from "@/db/evaluation-sets";
import type { EvaluationSetFile } from "@/lib/evaluation-set";

/** The set as a file, its documents by their names: what an import and `npm run eval -- set` read. */
export const GET = defineRoute(
  { access: "admin", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) => {
    const { name, questions } = await findEvaluationSet(principal, id);
    const file: EvaluationSetFile = {
      name,
      questions: questions.map(({ question, answer, isAnswerable, documents }) => ({
        question,
        answer,
        isAnswerable,
        documents: [...new Set(documents.map(({ fileName }) => fileName))],
      })),
    };
    const fileName = `${name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "set"}.json`;
    return new Response(`${JSON.stringify(file, null, 2)}\n`, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        "cache-control": "no-store",
      },
    });
  },
);
