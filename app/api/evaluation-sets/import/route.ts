import { defineRoute } from "@/app/api/define-route";
import { createEvaluationSet, matchDocumentNames } from "@/db/evaluation-sets";
import { evaluationSetFileSchema } from "@/lib/evaluation-set";

/** Makes a set of an exported file: its id, and the documents that it names and that aren't here. */
export const POST = defineRoute(
  { access: "admin", body: evaluationSetFileSchema },
  async ({ principal, body: { name, questions } }) => {
    const names = [...new Set(questions.flatMap(({ documents }) => documents))];
    const idsOf = await matchDocumentNames(principal, names);
    const id = await createEvaluationSet(
      principal,
      name,
      questions.map(({ documents, ...question }) => ({
        ...question,
        documentIds: [...new Set(documents.flatMap((named) => idsOf.get(named) ?? []))],
        origin: "imported",
      })),
    );
    const unknownDocuments = names.filter((named) => !idsOf.has(named));
    return Response.json({ id, questionCount: questions.length, unknownDocuments }, { status: 201 });
  },
);
