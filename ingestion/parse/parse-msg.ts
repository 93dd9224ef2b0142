import { decompressRTF } from "@kenjiuno/decompressrtf";
import msgReader, { type FieldsData } from "@kenjiuno/msgreader";
import { AppError } from "../../lib/errors.ts";
import { decodeText } from "./decode-text.ts";
import type { ParsedDocument } from "./element.ts";
import { formatDate } from "./mail/format-date.ts";
import { type MailAttachment, writeMail } from "./mail/write-mail.ts";
import type { Nesting } from "./parse-parts.ts";

// A CommonJS package whose default export Node gives as a property of its default export.
const MsgReader = "default" in msgReader ? (msgReader.default as typeof msgReader) : msgReader;

/**
 * An Outlook message as its headers, its body and its attachments, each of which is read as the file that it is. Throws
 * `corrupt_file` where it can't be read.
 */
export async function parseMsg(bytes: Buffer, nesting: Nesting): Promise<ParsedDocument> {
  const { reader, fields } = openMessage(bytes);
  const html = readHtml(fields);
  const mail = {
    subject: fields.subject?.trim() ?? "",
    author: fields.senderName || fields.senderSmtpAddress || "",
    date: sentTime(fields),
    headers: headersOf(fields),
    text: fields.body || (html ? "" : await readRtf(fields, nesting)),
    html,
    isEncrypted: fields.messageClass?.toUpperCase() === "IPM.NOTE.SMIME",
    attachments: (fields.attachments ?? []).map(
      (attachment): MailAttachment => ({
        name: attachment.fileName ?? attachment.name ?? attachment.fileNameShort ?? "",
        mediaType: attachment.innerMsgContent
          ? "application/vnd.ms-outlook"
          : (attachment.attachMimeTag ?? ""),
        isPartOfBody: attachment.attachmentHidden === true,
        read: () => Buffer.from(reader.getAttachment(attachment).content),
      }),
    ),
  };
  return writeMail(mail, "msgreader 1.28", nesting);
}

/** Code pages of Unicode, which need no telling. */
const unicodePages = [1200, 65001];

function openMessage(bytes: Buffer) {
  const open = (ansiEncoding?: string) => {
    const reader = new MsgReader(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
    reader.parserConfig = { ansiEncoding };
    const fields = reader.getFileData();
    if (fields.error) throw new AppError("corrupt_file", { message: fields.error });
    return { reader, fields };
  };
  const opened = open();
  const codePage = opened.fields.messageCodepage ?? opened.fields.internetCodepage;
  // What old versions of Outlook wrote in letters of one byte is known only after it has been read once.
  return codePage && !unicodePages.includes(codePage) ? open(`cp${codePage}`) : opened;
}

const sentTime = (fields: FieldsData) => fields.clientSubmitTime ?? fields.messageDeliveryTime;

function headersOf(fields: FieldsData): [name: string, value: string][] {
  const recipients = (type: FieldsData["recipType"]) =>
    (fields.recipients ?? [])
      .filter((recipient) => (recipient.recipType ?? "to") === type)
      .map(({ name, smtpAddress, email }) => formatPerson(name, smtpAddress, email))
      .join(", ");
  return [
    ["From", formatPerson(fields.senderName, fields.senderSmtpAddress, fields.senderEmail)],
    ["To", recipients("to")],
    ["Cc", recipients("cc")],
    ["Date", formatDate(sentTime(fields))],
  ];
}

/** The first address that is one on the internet: within an organisation they look like /o=Company/cn=…. */
function formatPerson(name = "", ...addresses: (string | undefined)[]): string {
  const address = addresses.find((candidate) => candidate?.includes("@"));
  return address && name && name !== address ? `${name} <${address}>` : (address ?? name);
}

function readHtml({ bodyHtml, html, internetCodepage }: FieldsData): string {
  if (bodyHtml) return bodyHtml;
  return html
    ? decodeText(Buffer.from(html), internetCodepage ? `cp${internetCodepage}` : undefined).text
    : "";
}

/** The body of a message that has no other: read as the RTF file that it is; empty where it can't be. */
async function readRtf({ compressedRtf }: FieldsData, nesting: Nesting): Promise<string> {
  if (!compressedRtf) return "";
  try {
    const rtf = Buffer.from(decompressRTF([...compressedRtf]));
    return (await nesting.parsePart(rtf, "body.rtf", nesting)).text;
  } catch {
    return "";
  }
}
