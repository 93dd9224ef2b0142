import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeModelRoles } from "@/db/model-providers";
import { findTenantPolicy } from "@/db/tenant-policy";
import { renewProviders } from "@/lib/models/provider-settings";
import { requireOperator } from "../model-providers/require-operator";
import { modelsInUse } from "./models-in-use";
import { requireRoles } from "./require-roles";

/** The models that this workspace may use now, what each is used for, and what is degraded. Tells no secrets, so members may read it. */
export const GET = defineRoute({ access: "member" }, async ({ principal }) => {
  await renewProviders();
  const { models, degradations } = modelsInUse(await findTenantPolicy(principal));
  return { models: models.filter((model) => model.isAllowed), degradations };
});

const modelId = z.string().min(1).max(200).nullable();
const roles = z
  .strictObject({ chat: modelId, embedding: modelId, rerank: modelId, moderation: modelId, judge: modelId })
  .partial();

/** Says which model does which job where the environment and the workspace don't; null takes it back. For operators. */
export const PATCH = defineRoute(
  { access: "admin", body: z.object({ roles }) },
  async ({ principal, body }) => {
    await requireOperator(principal);
    await renewProviders();
    requireRoles(body.roles);
    await changeModelRoles(body.roles);
    await renewProviders({ isUrgent: true });
    return modelsInUse(await findTenantPolicy(principal));
  },
);
