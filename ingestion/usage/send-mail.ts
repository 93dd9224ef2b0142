import { connect } from "node:net";
import { domainToASCII } from "node:url";
import { createTransport } from "nodemailer";
import SMTPTransport from "nodemailer/lib/smtp-transport/index.js";
import { env } from "../../lib/env.ts";

export interface Mail {
  to: string[];
  subject: string;
  text: string;
}

export interface SentMail {
  /** Those of `to` for whom the mail server has taken it. */
  acceptedFor: string[];
  /** What went wrong for the others, as an error of the server's words; null where it took it for all. */
  fault: Error | null;
}

/** Silence at any step, and all of it together: a server that says a word now and then would otherwise keep us for ever. */
const silenceMs = 15_000;
export const mailMsMax = 60_000;

/** Whether a mail server is set up: without one nothing is sent, and nobody is told so but on the page. */
export function canSendMail(): boolean {
  const { SMTP_URL, MAIL_FROM } = env();
  return Boolean(SMTP_URL && MAIL_FROM);
}

/**
 * Sends a mail as plain text, nobody reading the others' addresses, and ends within `timeoutMs`. What goes wrong is told and not thrown,
 * since it may go wrong for some alone.
 */
export async function sendMail(
  { to, subject, text }: Mail,
  { timeoutMs = mailMsMax }: { timeoutMs?: number } = {},
): Promise<SentMail> {
  const { SMTP_URL, MAIL_FROM } = env();
  const signal = AbortSignal.timeout(timeoutMs);
  const options = {
    url: SMTP_URL,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    getSocket: connectUntil(signal),
  };
  const transport = createTransport(new SMTPTransport(options)); // createTransport takes a url alone, or the rest
  try {
    const { accepted, rejected } = await transport.sendMail({ from: MAIL_FROM, bcc: to, subject, text });
    const taken = new Set(accepted.map((address) => canonical(String(address))));
    const acceptedFor = to.filter((address) => taken.has(canonical(address)));
    if (acceptedFor.length === to.length) return { acceptedFor, fault: null };
    return { acceptedFor, fault: new Error(`it didn't take the mail for ${rejected.join(", ")}`) };
  } catch (error) {
    const isOver = signal.aborted || !(error instanceof Error);
    const fault = isOver ? new Error(`it took longer than ${timeoutMs / 1_000} s`, { cause: error }) : error;
    return { acceptedFor: [], fault };
  } finally {
    transport.close();
  }
}

/** nodemailer ends no connection from outside; it does take one that can be ended, and makes it a secure one where that's wanted. */
function connectUntil(signal: AbortSignal): NonNullable<SMTPTransport.Options["getSocket"]> {
  return ({ host = "localhost", port, secure }, callback) => {
    const socket = connect({ host, port: Number(port) || (secure ? 465 : 587), signal });
    const isTooSlow = () => socket.destroy(new Error(`${host} didn't answer`));
    const silence = setTimeout(isTooSlow, silenceMs);
    let isConnected = false;
    socket.once("close", () => clearTimeout(silence));
    // Once it's connected nodemailer listens, too, but not to what is below a secure connection.
    socket.on("error", (error) => {
      if (!isConnected) callback(error, undefined);
    });
    socket.once("connect", () => {
      clearTimeout(silence);
      isConnected = true;
      callback(null, { connection: socket });
    });
  };
}

/** As nodemailer writes addresses to the server. */
function canonical(address: string): string {
  const [, name = address, domain = ""] = /^(.*)@([^@]*)$/.exec(address) ?? [];
  return `${name}@${domainToASCII(domain)}`.toLowerCase();
}
