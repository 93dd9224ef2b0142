import { defineRoute } from "@/app/api/define-route";
import { findCollectionIds } from "@/db/collections";
import { findSearchScope } from "@/db/search";
import { requireRate } from "@/lib/admission/rate-limit";
import { requireQuestion } from "@/lib/admission/refuse-unsafe";
import { retrieve } from "@/lib/answer-question";
import { searchRequestSchema } from "@/lib/api-schemas";
import { liveModels } from "@/lib/models/live-models";
import { startMeter } from "@/lib/models/meter";

/** Finds chunks, the same way in which answers find their evidence. */
export const POST = defineRoute(
  { access: "member", scope: "search", body: searchRequestSchema },
  async ({ principal, body, request, requestId }) => {
    await requireRate("api", principal);
    requireQuestion(body.query);
    const scope = await findSearchScope(principal, await findCollectionIds(principal, body.collections));
    const meter = startMeter({ principal, requestId });
    const query = {
      question: body.query,
      scope,
      mode: body.mode,
      isReranked: body.rerank,
      signal: request.signal,
    };
    const found = await retrieve(principal, query, { models: liveModels, meter });
    await meter.save();
    const results = found.chunks
      .slice(0, body.topK)
      .map(({ collectionId: _, ordinal: __, tokenCount: ___, pageOffsets: ____, ...result }) => result);
    return { results, timingsMs: found.timingsMs, notices: found.notices };
  },
);
