import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { cancelReembedding, startReembedding } from "@/db/reembeddings";
import { AppError } from "@/lib/errors";
import { tenantModels } from "@/lib/models/tenant-models";
import { reembeddingJson } from "./reembedding-json";

const params = z.object({ id: z.uuid() });

/** The collection's model, how much there is to embed, and its last re-embedding with its progress: null where there was none. */
export const GET = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => reembeddingJson(principal, id),
);

/** Begins to take the collection over to another embedding model: 202, or 409 where it has that one or is on its way. */
export const POST = defineRoute(
  {
    access: "admin",
    scope: "documents:write",
    params,
    body: z.object({ embeddingModel: z.string().min(1).max(200) }),
  },
  async ({ principal, params: { id }, body: { embeddingModel } }) => {
    const model = (await tenantModels(principal)).find(embeddingModel);
    if (model?.kind !== "embedding")
      throw new AppError("model_not_found", { publicMessage: "There is no such embedding model." });
    await startReembedding(principal, id, { embeddingModel, embeddingDimensions: model.dimensions });
    return Response.json(await reembeddingJson(principal, id), { status: 202 });
  },
);

/** Cancels it; the collection stays with the model it has. 404 where none is under way. */
export const DELETE = defineRoute(
  { access: "admin", scope: "documents:write", params },
  async ({ principal, params: { id } }) => cancelReembedding(principal, id),
);
