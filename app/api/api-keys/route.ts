import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { createApiKey, listApiKeys } from "@/db/api-keys";
import { apiKeyScopes } from "@/lib/turn";

const dayMs = 86_400_000;

const body = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(100),
  scopes: z
    .array(z.enum(apiKeyScopes))
    .min(1, "Choose at least one scope.")
    .transform((scopes) => [...new Set(scopes)]),
  /** Null: never. */
  expiresInDays: z.number().int().min(1).max(3650).nullable(),
});

/** The tenant's API keys, without their secrets. */
export const GET = defineRoute({ access: "admin" }, async ({ principal }) => ({
  apiKeys: await listApiKeys(principal),
}));

/** Makes a key that acts for the one who asks. `key` is the secret and can't be had again. */
export const POST = defineRoute({ access: "admin", body }, async ({ principal, body }) => {
  const { name, scopes, expiresInDays } = body;
  const expiresAt = expiresInDays === null ? null : new Date(Date.now() + expiresInDays * dayMs);
  const { id, key } = await createApiKey(principal, { name, scopes, expiresAt });
  return Response.json({ id, key, expiresAt }, { status: 201, headers: { "cache-control": "no-store" } });
});
