import type { z } from "zod";
import { findProvider, type ProviderChanges } from "@/db/model-providers";
import { AppError } from "@/lib/errors";
import { completeModel } from "@/lib/models/complete-model";
import { providerKeyPurpose } from "@/lib/models/provider-settings";
import type { providerChangesSchema } from "@/lib/provider-schemas";
import { sealSecret } from "@/lib/seal";
import { hintOf } from "../hint-of";

/**
 * Changes as they're stored. A provider that moves to another server needs its key again: whoever could send the stored one to an
 * address of their choice could read it there. Throws `not_found` and `invalid_request`.
 */
export async function completeChanges(
  id: string,
  { key, models, ...changes }: z.infer<typeof providerChangesSchema>,
): Promise<ProviderChanges> {
  const before = await findProvider(id);
  const moves = changes.baseUrl !== undefined && changes.baseUrl !== before.baseUrl;
  if (moves && before.keyHint !== null && key === undefined)
    throw new AppError("invalid_request", {
      publicMessage: "key: enter it again. A key goes only to the address that it was entered for.",
    });
  if (before.kind === "openai-compatible" && changes.baseUrl === null)
    throw new AppError("invalid_request", {
      publicMessage: "baseUrl: a server of one's own needs its address.",
    });
  const residency = changes.residency ?? before.residency;
  const provider = { kind: before.kind, residency };
  return {
    ...changes,
    ...(key !== undefined && {
      sealedKey: key && sealSecret(key, providerKeyPurpose),
      keyHint: key && hintOf(key),
    }),
    ...(models && { models: models.map((model) => completeModel(model, provider)) }),
  };
}
