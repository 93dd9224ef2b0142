/**
 * Tells admins of alerts by e-mail and by webhook, as the tenant's policy says. Each way is tried until it worked, some hours long, and
 * one that worked isn't tried again because of the other; nor is anybody mailed again who has got it. System.
 */
import { claimAlert, noteAlertTry, type OpenAlert } from "../../db/alerts.ts";
import { systemPrincipal } from "../../db/client.ts";
import { findTenantPolicy } from "../../db/tenant-policy.ts";
import { env } from "../../lib/env.ts";
import { AppError } from "../../lib/errors.ts";
import { log } from "../../lib/log.ts";
import { signatureHeader, signWebhook, webhookSecret } from "../../lib/webhook-signature.ts";
import { type GuardedFetch, openGuardedFetch } from "../sources/web/guarded-fetch.ts";
import { canSendMail, sendMail } from "./send-mail.ts";

export const webhookMs = 10_000;
/** Then the worker has other things to look after, and goes on a few seconds later. */
const alertsAtOnce = 20;

/** Sends what waits to be sent, one after another while `goesOn`. `open` makes the guarded fetch; tests give their own. */
export async function sendAlerts({
  open = openGuardedFetch,
  goesOn = (): boolean => true,
} = {}): Promise<void> {
  let fetch: GuardedFetch | undefined;
  try {
    for (let sent = 0; sent < alertsAtOnce && goesOn(); sent++) {
      const alert = await claimAlert();
      if (!alert) return;
      fetch ??= open();
      await send(alert, fetch);
    }
  } finally {
    await fetch?.close();
  }
}

async function send(alert: OpenAlert, fetch: GuardedFetch): Promise<void> {
  const { alerts } = await findTenantPolicy(systemPrincipal(alert.tenantId));
  const faults: string[] = [];
  const failed = (error: unknown) => {
    log.warn({ err: error, alertId: alert.id, tries: alert.tries }, "an alert could not be sent");
    faults.push(reasonOf(error));
  };
  const mailed = await mail(alert, alerts.emails);
  if (mailed.fault) failed(mailed.fault);
  let { isPosted } = alert;
  const { webhookUrl: url, webhookSecretGeneration } = alerts;
  if (url !== null && !isPosted)
    await post(alert, new URL(url), webhookSecret(alert.tenantId, webhookSecretGeneration), fetch).then(
      () => (isPosted = true),
      failed,
    );
  await noteAlertTry(alert, { ...mailed, isPosted, fault: faults.join(" ") || null });
}

/** To those who haven't got it. */
async function mail({ isEmailed, emailedTo, ...alert }: OpenAlert, emails: string[]) {
  const to = emails.filter((address) => !emailedTo.includes(address));
  if (isEmailed || emails.length === 0 || !canSendMail()) return { isEmailed, emailedTo, fault: null };
  if (to.length === 0) return { isEmailed: true, emailedTo, fault: null };
  const { acceptedFor, fault } = await sendMail({
    to,
    subject: `Lectern: ${subjects[alert.kind]}`,
    text: textOf(alert),
  });
  return { isEmailed: fault === null, emailedTo: [...emailedTo, ...acceptedFor], fault };
}

const subjects: Record<OpenAlert["kind"], string> = {
  budget: "a budget is running out",
  anomaly: "an unusually costly hour",
  request: "an unusually costly question",
  test: "a test",
};

function textOf({ tenantName, message }: Pick<OpenAlert, "tenantName" | "message">): string {
  const page = usagePage();
  return [
    message,
    ...(page ? [`See ${page}`] : []),
    `You get this because an admin of the workspace “${tenantName}” entered your address for its alerts.`,
  ].join("\n\n");
}

function usagePage(): string | null {
  const { NEXTAUTH_URL } = env();
  return NEXTAUTH_URL ? new URL("/admin/usage", NEXTAUTH_URL).href : null;
}

/** A redirect counts as a refusal: what was signed for one address isn't handed on to another. */
async function post(alert: OpenAlert, url: URL, secret: string, fetch: GuardedFetch): Promise<void> {
  const { id, kind, message, details, createdAt, tenantId, tenantName } = alert;
  const workspace = { id: tenantId, name: tenantName };
  const body = JSON.stringify({ id, kind, message, details, createdAt, workspace, page: usagePage() });
  const signature = signWebhook(secret, body, Math.floor(Date.now() / 1000));
  const answer = await fetch(url, {
    body,
    followRedirects: false,
    headersFor: () => ({ "content-type": "application/json", [signatureHeader]: signature }),
    signal: AbortSignal.timeout(webhookMs),
  });
  answer.body.destroy();
  if (answer.status < 200 || answer.status > 299)
    throw new AppError("source_unreachable", {
      publicMessage: `The webhook at ${url.host} answered with status ${answer.status}.`,
    });
}

/** In words for the admins. A mail server's are its own: an operator set it up, and they hold no password. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.publicMessage;
  if (error instanceof Error && error.name === "TimeoutError") return "The webhook took too long to answer.";
  return `The mail server refused: ${error instanceof Error ? error.message.slice(0, 300) : "no reason given"}.`;
}
