import { defineRoute } from "@/app/api/define-route";
import { createProvider } from "@/db/model-providers";
import { log } from "@/lib/log";
import { completeModel } from "@/lib/models/complete-model";
import { providerKeyPurpose, renewProviders } from "@/lib/models/provider-settings";
import { newProviderSchema } from "@/lib/provider-schemas";
import { sealSecret } from "@/lib/seal";
import { hintOf } from "./hint-of";
import { providersJson } from "./providers-json";
import { requireOperator } from "./require-operator";

/** The providers of models that operators added. Their keys are shown to nobody. */
export const GET = defineRoute({ access: "admin" }, async ({ principal }) => {
  await requireOperator(principal);
  return providersJson();
});

/** Adds one, for all workspaces. */
export const POST = defineRoute(
  { access: "admin", body: newProviderSchema },
  async ({ principal, body: { key, models, ...provider }, requestId }) => {
    await requireOperator(principal);
    await createProvider({
      ...provider,
      sealedKey: key && sealSecret(key, providerKeyPurpose),
      keyHint: key && hintOf(key),
      models: models.map((model) => completeModel(model, provider)),
    });
    log.info({ requestId, userId: principal.userId, provider: provider.name }, "a provider was added");
    await renewProviders({ isUrgent: true });
    return Response.json(await providersJson(), { status: 201 });
  },
);
