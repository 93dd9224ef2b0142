import { defineRoute } from "@/app/api/define-route";
import { documentsJson } from "../document-json";
import { receiveBatch } from "../receive-batch";

/** Takes many files, each by itself: `{results: [{fileName, status, document? | error?}]}`, statuses as for a single one. */
export const POST = defineRoute(
  { access: "admin", scope: "documents:write", rate: "upload" },
  async ({ principal, request }) => {
    const results = await receiveBatch(principal, request);
    const documents = await documentsJson(results.flatMap(({ accepted }) => accepted?.document ?? []));
    const jsonOf = new Map(documents.map((document) => [document.id, document]));
    return {
      results: results.map(({ fileName, accepted, error }) => {
        if (error)
          return {
            fileName,
            status: error.status,
            error: { code: error.code, message: error.publicMessage },
          };
        const document = jsonOf.get(accepted?.document.id ?? "");
        return accepted?.isDuplicate
          ? { fileName, status: 200, document: { ...document, duplicate: true } }
          : { fileName, status: 202, document };
      }),
    };
  },
);
