import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { explainTexts } from "@/app/api/v1/search/explain-search";
import { loadTrace } from "@/db/retrieval-traces";
import { findSearchScope } from "@/db/search";

/** How an answer's evidence was found: `{question, trace, chunks, collections, citations}`; no trace where nothing was searched for. */
export const GET = defineRoute(
  { access: "member", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) => {
    const answer = await loadTrace(principal, id);
    if (!answer.trace) return answer;
    const collectionIds = answer.collections.map((collection) => collection.id);
    const scope = await findSearchScope(principal, collectionIds);
    return {
      ...answer,
      ...explainTexts(answer.trace, scope, { asked: answer.question, chunks: answer.chunks }),
    };
  },
);
