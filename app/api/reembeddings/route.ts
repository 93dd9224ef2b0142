import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { startReembeddings, summariseReembeddings } from "@/db/reembeddings";
import { AppError } from "@/lib/errors";
import { tenantModels } from "@/lib/models/tenant-models";

const embeddingModel = z.string().min(1).max(200);

/** How many collections have another model than this, and how far those are that are on their way to it. */
export const GET = defineRoute(
  { access: "admin", query: z.object({ embeddingModel }) },
  ({ principal, query }) => summariseReembeddings(principal, query.embeddingModel),
);

/** Begins to take all collections over to this model, in the background: searches go by the old one until each is done. */
export const POST = defineRoute(
  { access: "admin", body: z.object({ embeddingModel }) },
  async ({ principal, body }) => {
    const model = (await tenantModels(principal)).find(body.embeddingModel);
    if (model?.kind !== "embedding")
      throw new AppError("model_not_found", { publicMessage: "There is no such embedding model." });
    const { id, dimensions } = model;
    await startReembeddings(principal, { embeddingModel: id, embeddingDimensions: dimensions });
    return Response.json(await summariseReembeddings(principal, id), { status: 202 });
  },
);
