import { defineRoute } from "@/app/api/define-route";
import { changeTenantPolicy, findTenantPolicy } from "@/db/tenant-policy";
import { webhookSecret } from "@/lib/webhook-signature";

/** The secret that this workspace's webhooks are signed with. */
export const GET = defineRoute({ access: "admin" }, async ({ principal }) => {
  const { alerts } = await findTenantPolicy(principal);
  return { secret: webhookSecret(principal.tenantId, alerts.webhookSecretGeneration) };
});

/** Exchanges it for another one, at once. */
export const POST = defineRoute({ access: "admin" }, async ({ principal }) => {
  const { alerts } = await findTenantPolicy(principal);
  const webhookSecretGeneration = alerts.webhookSecretGeneration + 1;
  await changeTenantPolicy(principal, { alerts: { webhookSecretGeneration } });
  return { secret: webhookSecret(principal.tenantId, webhookSecretGeneration) };
});
