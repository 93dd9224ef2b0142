import { defineRoute } from "@/app/api/define-route";
import { checkProvider } from "@/lib/models/check-provider";
import { providerCheckSchema } from "@/lib/provider-schemas";
import { requireOperator } from "../require-operator";

/** Whether a provider can be reached that isn't stored yet, and the models that it lists. */
export const POST = defineRoute(
  { access: "admin", body: providerCheckSchema },
  async ({ principal, body: { key, ...provider } }) => {
    await requireOperator(principal);
    return checkProvider({ ...provider, apiKey: key ?? undefined });
  },
);
