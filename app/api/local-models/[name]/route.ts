import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { mayManageInstallation } from "@/db/installation";
import { cancelLocalModel, requestLocalModel } from "@/db/local-models";
import { AppError } from "@/lib/errors";
import { localModels } from "@/lib/models/local/local-models";
import type { Principal } from "@/lib/turn";
import { localModelsJson } from "../local-models-json";

/** The catalog id without its `local/`. */
const params = z.object({ name: z.string().max(200) });

/** Has a worker fetch the model; all tenants of the installation can use it then. */
export const POST = defineRoute({ access: "admin", params }, async ({ principal, params: { name } }) => {
  const id = await requireModel(principal, name);
  await requestLocalModel(id);
  return Response.json(await localModelsJson(principal), { status: 202 });
});

/** Stops fetching it. What has come stays, so that another try goes on from there. */
export const DELETE = defineRoute({ access: "admin", params }, async ({ principal, params: { name } }) => {
  await cancelLocalModel(await requireModel(principal, name));
  return localModelsJson(principal);
});

async function requireModel({ userId }: Principal, name: string): Promise<string> {
  if (!userId || !(await mayManageInstallation(userId)))
    throw new AppError("forbidden", {
      publicMessage: "Several workspaces share this server: only its operators can add models.",
    });
  const model = localModels.find(({ id }) => id === `local/${name}`);
  if (!model) throw new AppError("model_not_found");
  return model.id;
}
