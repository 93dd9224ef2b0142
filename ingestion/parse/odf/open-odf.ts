import { AppError } from "../../../lib/errors.ts";
import type { ParsedDocument } from "../element.ts";
import { openPackage } from "../office/open-package.ts";
import { TextBuilder } from "../text-builder.ts";
import { childAt, findAll, type XmlNode } from "../xml/read-xml.ts";
import { type OdfMeta, readMeta } from "./read-meta.ts";
import { readStyles } from "./read-styles.ts";
import type { OdfContext } from "./write-text.ts";

export interface OdfDocument {
  /** The part of its content that holds what it is: a text, a spreadsheet, a presentation. */
  body: XmlNode;
  meta: OdfMeta;
  context: OdfContext;
}

/** Opens an OpenDocument file. Throws `encrypted_file`, also where a password came along, and `corrupt_file`. */
export async function openOdf(
  bytes: Buffer,
  body: "text" | "spreadsheet" | "presentation",
): Promise<OdfDocument> {
  const parts = await openPackage(bytes);
  const manifest = await parts.readXml("META-INF/manifest.xml");
  if (findAll(manifest, "encryption-data").length > 0)
    throw new AppError("encrypted_file", {
      publicMessage:
        "Encrypted OpenDocument files can't be opened. Save it without a password and upload that.",
    });
  const content = childAt(await parts.readXml("content.xml"), "document-content");
  const found = childAt(content, "body", body);
  if (!found) throw new AppError("corrupt_file", { message: `no ${body} in content.xml` });
  const styles = readStyles([content, await parts.readXml("styles.xml")]);
  return {
    body: found,
    meta: readMeta(await parts.readXml("meta.xml")),
    context: { builder: new TextBuilder(), styles, notes: [], comments: [], images: 0, objects: 0 },
  };
}

/** Ends a document: its notes and comments after its text. */
export function finishOdf(
  { meta, context }: OdfDocument,
  pageStarts: number[] | null,
  warnings: string[] = [],
): ParsedDocument {
  const { builder, notes, comments, images, objects } = context;
  if (notes.length > 0) builder.add({ kind: "list", text: notes.join("\n") });
  if (comments.length > 0) {
    builder.add({ kind: "heading", level: 1, label: "Comments", text: "Comments" });
    builder.add({ kind: "list", text: comments.map((comment) => `- ${comment}`).join("\n") });
  }
  const topHeading = builder.elements.find(({ kind, level }) => kind === "heading" && level === 1);
  return {
    parser: "OpenDocument reader 1 (saxes 6)",
    ...meta,
    title: meta.title ?? topHeading?.label ?? null,
    text: builder.text,
    elements: builder.elements,
    pageStarts: pageStarts?.map((start) => Math.min(start, builder.text.length)) ?? null,
    tables: builder.elements.filter(({ kind }) => kind === "table").length,
    imagesSkipped: images,
    warnings: [
      ...warnings,
      ...(objects > 0 ? [`${objects} embedded objects, such as charts and formulas, were left out.`] : []),
    ],
  };
}
