import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { findProvider, findSealedKey, saveProviderCheck } from "@/db/model-providers";
import { checkProvider } from "@/lib/models/check-provider";
import { providerKeyPurpose } from "@/lib/models/provider-settings";
import { openSecret } from "@/lib/seal";
import { requireOperator } from "../../require-operator";

/** Tries a provider with its stored key at its stored address, and keeps what came of it. */
export const POST = defineRoute(
  { access: "admin", params: z.object({ id: z.uuid() }) },
  async ({ principal, params: { id } }) => {
    await requireOperator(principal);
    const { kind, baseUrl } = await findProvider(id);
    const sealedKey = await findSealedKey(id);
    const apiKey = sealedKey === null ? undefined : openSecret(sealedKey, providerKeyPurpose);
    const check = await checkProvider({ kind, baseUrl, apiKey });
    await saveProviderCheck(id, check.failure);
    return check;
  },
);
