import PostalMime, { type Address, type Attachment, type Email } from "postal-mime";
import type { ParsedDocument } from "./element.ts";
import { formatDate } from "./mail/format-date.ts";
import { type Mail, type MailAttachment, writeMail } from "./mail/write-mail.ts";
import type { Nesting } from "./parse-parts.ts";

/** Far beyond what mail programs write; headers are those of all parts together. */
const limits = { maxNestingDepth: 100, maxHeadersSize: 16 * 1024 * 1024 };

/**
 * A mail as its headers, its body and its attachments, each of which is read as the file that it is. Forwarded messages are
 * attachments. An encrypted body is said to be missing in a warning. Throws `corrupt_file` for what isn't a mail.
 */
export async function parseEml(bytes: Buffer, nesting: Nesting): Promise<ParsedDocument> {
  const email = await PostalMime.parse(bytes, { ...limits, forceRfc822Attachments: true });
  return writeMail(toMail(email), "postal-mime 4", nesting);
}

function toMail(email: Email): Mail {
  const contentType = email.headers.find(({ key }) => key === "content-type")?.value ?? "";
  return {
    subject: email.subject?.trim() ?? "",
    author: email.from?.name || email.from?.address || "",
    date: email.date,
    headers: [
      ["From", email.from ? formatAddress(email.from) : ""],
      ["To", formatAddresses(email.to)],
      ["Cc", formatAddresses(email.cc)],
      ["Date", formatDate(email.date)],
    ],
    text: email.text ?? "",
    html: email.html ?? "",
    isEncrypted:
      /^\s*multipart\/encrypted/i.test(contentType) || /^\s*application\/(x-)?pkcs7-mime/i.test(contentType),
    attachments: email.attachments.map(toAttachment),
  };
}

function toAttachment({
  filename,
  mimeType,
  content,
  related,
  disposition,
  description,
}: Attachment): MailAttachment {
  return {
    name: filename ?? description ?? "",
    mediaType: mimeType,
    isPartOfBody: related === true || (disposition === "inline" && mimeType.startsWith("image/")),
    read: () => (typeof content === "string" ? Buffer.from(content) : Buffer.from(content as ArrayBuffer)),
  };
}

const formatAddresses = (addresses: Address[] = []) => addresses.map(formatAddress).join(", ");

function formatAddress({ name, address, group }: Address): string {
  if (group) return `${name}: ${formatAddresses(group)}`;
  return name && address ? `${name} <${address}>` : name || (address ?? "");
}
