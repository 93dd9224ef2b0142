import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { completeSetup, isSetupOpen } from "@/db/installation";
import { createSampleCollection } from "@/ingestion/create-sample-collection";
import { requireRateOfAddress } from "@/lib/admission/rate-limit";
import { startSession } from "@/lib/admission/session";
import { AppError } from "@/lib/errors";
import { hashPassword } from "@/lib/hash-password";
import { emailSchema, newPasswordSchema, personNameSchema, tenantNameSchema } from "@/lib/person-schemas";
import { apiKeyScopes, type Principal } from "@/lib/turn";

/** Whether Lectern still waits for its first tenant. */
export const GET = defineRoute({ access: "public" }, async () => ({ open: await isSetupOpen() }));

const body = z.object({
  token: z.string().min(1).max(200),
  tenantName: tenantNameSchema,
  name: personNameSchema,
  email: emailSchema,
  password: newPasswordSchema,
  sample: z.boolean().default(false),
});

/** Makes the first tenant and its owner with the token of the setup link, and signs the owner in. */
export const POST = defineRoute({ access: "public", body }, async ({ body, request }) => {
  await requireRateOfAddress("token", request);
  if (!(await isSetupOpen())) throw new AppError("setup_closed");
  const { token, tenantName, name, email, password, sample } = body;
  const owner = { name, email, passwordHash: await hashPassword(password) };
  const { tenantId, userId } = await completeSetup(token, { tenantName, owner });
  const principal: Principal = {
    tenantId,
    userId,
    role: "owner",
    via: "session",
    apiKeyId: null,
    scopes: apiKeyScopes,
  };
  if (sample) await createSampleCollection(principal);
  const headers = { "set-cookie": await startSession(userId), "cache-control": "no-store" };
  return Response.json({ tenantId, userId }, { status: 201, headers });
});
