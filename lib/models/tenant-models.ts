import { findTenantPolicy } from "../../db/tenant-policy.ts";
import type { Principal } from "../turn.ts";
import { liveModels, type Models } from "./live-models.ts";
import { renewProviders } from "./provider-settings.ts";
import { restrictModels } from "./restrict-models.ts";

/**
 * The models that the principal's tenant may use, by its policy and the operators' settings as they are now: what a job, a search
 * or an upload goes by. A turn, which needs the policy for more, does the same in lib/answer-question.ts.
 */
export async function tenantModels(principal: Principal, models: Models = liveModels): Promise<Models> {
  await renewProviders();
  return restrictModels(models, await findTenantPolicy(principal));
}
