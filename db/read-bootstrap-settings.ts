import type { Env } from "../lib/env.ts";
import { emailSchema, newPasswordSchema, tenantNameSchema } from "../lib/person-schemas.ts";
import type { BootstrapSettings } from "./bootstrap-tenant.ts";

const apiKeyCharsMin = 16;

/**
 * The first tenant as the environment describes it, null where it doesn't. Tenant, e-mail and password go together; the key is
 * extra. Throws an Error that names what is missing or no good.
 */
export function readBootstrapSettings(env: Env): BootstrapSettings | null {
  const { BOOTSTRAP_TENANT, BOOTSTRAP_ADMIN_EMAIL, BOOTSTRAP_ADMIN_PASSWORD, BOOTSTRAP_API_KEY } = env;
  const needed = { BOOTSTRAP_TENANT, BOOTSTRAP_ADMIN_EMAIL, BOOTSTRAP_ADMIN_PASSWORD };
  const missing = Object.entries(needed).flatMap(([key, value]) => (value === undefined ? [key] : []));
  if (missing.length === 3 && BOOTSTRAP_API_KEY === undefined) return null;
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(" and ")} must be set too: the first tenant needs all of ${Object.keys(needed).join(", ")}`,
    );
  }
  if (BOOTSTRAP_API_KEY !== undefined && !/^[\x21-\x7e]{16,300}$/.test(BOOTSTRAP_API_KEY)) {
    throw new Error(
      `BOOTSTRAP_API_KEY needs ${apiKeyCharsMin} to 300 letters, digits or signs, without spaces`,
    );
  }
  return {
    tenant: check("BOOTSTRAP_TENANT", tenantNameSchema, BOOTSTRAP_TENANT),
    email: check("BOOTSTRAP_ADMIN_EMAIL", emailSchema, BOOTSTRAP_ADMIN_EMAIL),
    password: check("BOOTSTRAP_ADMIN_PASSWORD", newPasswordSchema, BOOTSTRAP_ADMIN_PASSWORD),
    apiKey: BOOTSTRAP_API_KEY ?? null,
  };
}

function check(
  key: string,
  schema: typeof emailSchema | typeof newPasswordSchema,
  value: string | undefined,
): string {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`${key} can't be used: ${result.error.issues[0]?.message}`);
  return result.data;
}
