import { findApiKey, touchApiKey } from "../../db/api-keys.ts";
import { AppError } from "../errors.ts";
import { hashSecret } from "../secret.ts";
import type { Principal } from "../turn.ts";

/** Longer than any key; what is longer isn't worth hashing. */
const keyCharsMax = 300;

/**
 * The principal that an API key stands for: the member who made it, with that member's role of today. Throws
 * `invalid_api_key` (also when the member has left the tenant), `revoked_api_key`, `expired_api_key`.
 */
export async function authenticateApiKey(key: string): Promise<Principal> {
  const found = key.length <= keyCharsMax ? await findApiKey(hashSecret(key)) : null;
  if (!found) throw new AppError("invalid_api_key");
  if (found.revokedAt) throw new AppError("revoked_api_key");
  if (found.expiresAt && found.expiresAt.getTime() <= Date.now()) throw new AppError("expired_api_key");
  if (!found.role) throw new AppError("invalid_api_key");
  await touchApiKey(found);
  const { tenantId, userId, role, id, scopes } = found;
  return { tenantId, userId, role, via: "api-key", apiKeyId: id, scopes };
}
