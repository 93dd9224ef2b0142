/**
 * How a receiver knows that a webhook is ours: each workspace has a secret, and each post is signed with it. The secret isn't stored
 * but derived, so that there is nothing to steal from the database, and an admin can read it again; another generation is another secret.
 */
import { createHmac } from "node:crypto";
import { deriveSecret } from "./seal.ts";

/** The header that carries the signature. */
export const signatureHeader = "lectern-signature";

export function webhookSecret(tenantId: string, generation: number): string {
  return `whsec_${deriveSecret(`webhook ${tenantId} ${generation}`)}`;
}

/** `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>", hex>`. The time is signed, so that an old post can be told. */
export function signWebhook(secret: string, body: string, atSeconds: number): string {
  const signature = createHmac("sha256", secret).update(`${atSeconds}.${body}`).digest("hex");
  return `t=${atSeconds},v1=${signature}`;
}
