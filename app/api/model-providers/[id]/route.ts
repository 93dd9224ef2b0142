import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeProvider, deleteProvider } from "@/db/model-providers";
import { log } from "@/lib/log";
import { renewProviders } from "@/lib/models/provider-settings";
import { providerChangesSchema } from "@/lib/provider-schemas";
import { providersJson } from "../providers-json";
import { requireOperator } from "../require-operator";
import { completeChanges } from "./complete-changes";

const params = z.object({ id: z.uuid() });

/** Changes a provider: what isn't given stays, its key too. It holds for the next question in every process within seconds. */
export const PATCH = defineRoute(
  { access: "admin", params, body: providerChangesSchema },
  async ({ principal, params: { id }, body, requestId }) => {
    await requireOperator(principal);
    await changeProvider(id, await completeChanges(id, body));
    log.info({ requestId, userId: principal.userId, providerId: id }, "a provider was changed");
    await renewProviders({ isUrgent: true });
    return providersJson();
  },
);

/** Removes a provider and its key. Collections that are embedded with its models are searched by words alone from then on. */
export const DELETE = defineRoute(
  { access: "admin", params },
  async ({ principal, params: { id }, requestId }) => {
    await requireOperator(principal);
    await deleteProvider(id);
    log.info({ requestId, userId: principal.userId, providerId: id }, "a provider was removed");
    await renewProviders({ isUrgent: true });
    return providersJson();
  },
);
