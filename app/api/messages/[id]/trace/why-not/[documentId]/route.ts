import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { loadTrace } from "@/db/retrieval-traces";
import { findSearchScope } from "@/db/search";
import { AppError } from "@/lib/errors";
import { startMeter } from "@/lib/models/meter";
import { tenantModels } from "@/lib/models/tenant-models";
import { explainDocument } from "@/lib/retrieval/explain-document";

const params = z.object({ id: z.uuid(), documentId: z.uuid() });

/** Why a document is in an answer's evidence or isn't. What became of it is as it was then, its ranks are as they are now. */
export const GET = defineRoute(
  { access: "member", rate: "api", params },
  async ({ principal, params: { id, documentId }, requestId }) => {
    const { trace } = await loadTrace(principal, id);
    if (!trace) throw new AppError("not_found", { publicMessage: "Nothing was searched for this answer." });
    const scope = await findSearchScope(principal, null);
    const meter = startMeter({ principal, requestId });
    const tools = { models: await tenantModels(principal), meter };
    const explanation = await explainDocument(principal, { documentId, trace, scope }, tools);
    await meter.save();
    return explanation;
  },
);
