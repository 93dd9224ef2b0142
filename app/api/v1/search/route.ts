import { defineRoute } from "@/app/api/define-route";
import { findCollectionIds } from "@/db/collections";
import { findSearchScope } from "@/db/search";
import { requireQuestion } from "@/lib/admission/guard-question";
import { retrieve } from "@/lib/answer-question";
import { limits } from "@/lib/limits";
import { startMeter } from "@/lib/models/meter";
import { tenantModels } from "@/lib/models/tenant-models";
import { searchRequestSchema } from "@/lib/search-schemas";
import { explainSearch } from "./explain-search";

/** Finds chunks, the same way in which answers find their evidence, and says how when asked. */
export const POST = defineRoute(
  { access: "member", scope: "search", rate: "api", body: searchRequestSchema },
  async ({ principal, body, request, requestId }) => {
    requireQuestion(body.query);
    const scope = await findSearchScope(principal, await findCollectionIds(principal, body.collections));
    const tools = { models: await tenantModels(principal), meter: startMeter({ principal, requestId }) };
    const candidatesMax = Math.max(limits.candidatesMax, body.topK);
    const query = {
      question: body.query,
      scope,
      filters: body.filters,
      infersFilters: body.filters === undefined,
      mode: body.mode,
      isReranked: body.rerank,
      limit: candidatesMax,
      signal: request.signal,
    };
    const found = await retrieve(principal, query, tools);
    const { notices, timingsMs } = found;
    const results = found.chunks
      .slice(0, body.topK)
      .map(({ collectionId: _, ordinal: __, tokenCount: ___, pageOffsets: ____, ...result }) => result);
    const how = body.explain
      ? await explainSearch(principal, { found, scope, results, whyNot: body.whyNot, candidatesMax }, tools)
      : { results };
    await tools.meter.save();
    return { ...how, timingsMs, notices };
  },
);
