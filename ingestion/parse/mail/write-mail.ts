import { extname } from "node:path";
import { mediaTypes } from "../../../lib/media-types.ts";
import { combineDocuments } from "../combine-documents.ts";
import type { ParsedDocument } from "../element.ts";
import { parseConvertedHtml } from "../parse-html.ts";
import { type Nesting, type Part, parseParts } from "../parse-parts.ts";
import { parseText } from "../parse-text.ts";
import { readOrigin } from "../read-origin.ts";
import { TextBuilder } from "../text-builder.ts";

/** A message as its format's library gives it. */
export interface Mail {
  subject: string;
  /** The sender's name, or else address. */
  author: string;
  date: string | undefined;
  /** What stands above the body, in this order; empty ones are left out. */
  headers: [name: string, value: string][];
  text: string;
  html: string;
  /** Its body is encrypted as a whole. */
  isEncrypted: boolean;
  attachments: MailAttachment[];
}

export interface MailAttachment {
  /** Empty where it has none. */
  name: string;
  mediaType: string;
  /** A picture that the body shows, such as a logo. */
  isPartOfBody: boolean;
  read(): Buffer;
}

/** Attachments of one mail that are read. */
const attachmentsMax = 200;

/** A mail as a document: its subject as heading, headers, body, and each attachment under a heading with its name. */
export async function writeMail(mail: Mail, parser: string, nesting: Nesting): Promise<ParsedDocument> {
  const files = mail.attachments
    .filter((attachment) => !attachment.isPartOfBody && !isSignature(attachment, mail))
    .map(toPart);
  const message = writeMessage(mail, parser, files);
  const { parts, warnings } = await parseParts(files.slice(0, attachmentsMax), nesting);
  const combined = combineDocuments([{ heading: null, document: message }, ...parts], {
    parser,
    title: mail.subject || null,
  });
  const unread = files.length - attachmentsMax;
  return {
    ...combined,
    ...readOrigin({ authors: [mail.author], dates: [mail.date] }),
    imagesSkipped:
      combined.imagesSkipped + mail.attachments.filter(({ isPartOfBody }) => isPartOfBody).length,
    warnings: [
      ...combined.warnings,
      ...warnings,
      ...(unread > 0 ? [`${unread} more attachments weren't read: ${attachmentsMax} of a mail are.`] : []),
    ],
  };
}

function writeMessage(mail: Mail, parser: string, files: Part[]): ParsedDocument {
  const builder = new TextBuilder();
  if (mail.subject) builder.add({ kind: "heading", level: 1, label: mail.subject, text: mail.subject });
  const attached = files
    .slice(0, attachmentsMax)
    .map(({ name }) => name)
    .join(", ");
  const headers = [...mail.headers, ["Attachments", attached] as const].filter(([, value]) => value.trim());
  builder.add({
    kind: "paragraph",
    text: headers.map(([name, value]) => `${name}: ${oneLine(value)}`).join("\n"),
  });
  const warnings: string[] = [];
  const { text, elements } = builder;
  const head: ParsedDocument = {
    parser,
    title: null,
    text,
    elements,
    pageStarts: null,
    tables: 0,
    imagesSkipped: 0,
    warnings,
  };
  const isEncrypted = mail.isEncrypted || /^\s*-----BEGIN PGP MESSAGE-----/.test(mail.text);
  if (isEncrypted)
    warnings.push("The mail's body is encrypted and wasn't read. Only its headers can be found.");
  const body = isEncrypted ? null : parseBody(mail);
  if (!body && !isEncrypted && files.length === 0) warnings.push("The mail has no text besides its headers.");
  return combineDocuments(
    [head, ...(body ? [body] : [])].map((document) => ({ heading: null, document })),
    { parser, title: null },
  );
}

/**
 * The plain text, which is what the sender's program made for reading without layout; the HTML where there is none or where it
 * says much more, as it does beside "Your program can't show HTML". Quoted replies stay in both.
 */
function parseBody({ text, html }: Mail): ParsedDocument | null {
  const converted = html.trim() ? parseConvertedHtml(html) : null;
  const letters = (written: string) => written.replace(/[^\p{L}\p{N}]/gu, "").length;
  if (converted && letters(converted.text) > 2 * letters(text)) return { parser: "", ...converted };
  if (!/\S/.test(text))
    return converted && converted.elements.length > 0 ? { parser: "", ...converted } : null;
  return parseText(Buffer.from(text));
}

/** Signatures, and the parts of an encrypted mail: nothing to read for people. */
function isSignature({ mediaType }: MailAttachment, { isEncrypted }: Mail): boolean {
  return (
    isEncrypted ||
    /^application\/(pgp-(signature|encrypted|keys)|(x-)?pkcs7-(signature|mime))$/.test(mediaType)
  );
}

function toPart(attachment: MailAttachment, index: number): Part {
  const name = nameOf(attachment, index);
  return { name, heading: `Attachment: ${name}`, read: attachment.read };
}

/** With an ending, by which its type is told; attached messages have no name at all. */
function nameOf({ name, mediaType }: MailAttachment, index: number): string {
  const given = oneLine(name).slice(0, 200);
  const ending = mediaTypes[mediaType]?.extensions[0] ?? "";
  if (!given) return `${mediaType === "message/rfc822" ? "message" : "attachment"} ${index + 1}${ending}`;
  return extname(given) || !ending ? given : given + ending;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
