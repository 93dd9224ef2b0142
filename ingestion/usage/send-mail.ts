import { createTransport } from "nodemailer";
import { env } from "../../lib/env.ts";

export interface Mail {
  to: string[];
  subject: string;
  text: string;
}

const timeoutMs = 15_000;

/** Whether a mail server is set up: without one nothing is sent, and nobody is told so but on the page. */
export function canSendMail(): boolean {
  const { SMTP_URL, MAIL_FROM } = env();
  return Boolean(SMTP_URL && MAIL_FROM);
}

/** Sends a mail as plain text; nobody reads the others' addresses. Throws what the server says, also where it takes it for some alone. */
export async function sendMail({ to, subject, text }: Mail): Promise<void> {
  const { SMTP_URL, MAIL_FROM } = env();
  const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const url = new URL(SMTP_URL ?? "");
  for (const [name, value] of Object.entries(limits)) url.searchParams.set(name, String(value));
  const transport = createTransport(url.href);
  try {
    const { rejected } = await transport.sendMail({ from: MAIL_FROM, bcc: to, subject, text });
    if (rejected.length > 0) throw new Error(`it didn't take the mail for ${rejected.join(", ")}`);
  } finally {
    transport.close();
  }
}
