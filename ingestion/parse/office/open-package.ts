import { posix } from "node:path";
import type { Readable } from "node:stream";
import { AppError } from "../../../lib/errors.ts";
import type { ParsedDocument } from "../element.ts";
import { readOrigin } from "../read-origin.ts";
import { readZip, type ZipEntry } from "../read-zip.ts";
import { attributeOf, childAt, childrenOf, readXml, textIn, type XmlNode } from "../xml/read-xml.ts";
import { decryptOffice } from "./decrypt-office.ts";

export interface Relation {
  /** The last part of its type's address, e.g. "slide" or "notesSlide". */
  type: string;
  /** The part's name in the package. */
  target: string;
}

/** A document that is a ZIP file of parts: Office, OpenDocument, EPUB. */
export interface Package {
  names: string[];
  has(name: string): boolean;
  /** A part's bytes; null where there's none of that name. */
  read(name: string): Promise<Buffer | null>;
  readXml(name: string): Promise<XmlNode | null>;
  openStream(name: string): Promise<Readable | null>;
  /** Of an Office part: what it points to within the package, by id. */
  relationsOf(name: string): Promise<Map<string, Relation>>;
}

/**
 * Opens a document's package, decrypted where a password came along. Throws `corrupt_file`, `archive_refused`,
 * `encrypted_file`, `wrong_password`, and `macro_enabled_file`.
 */
export async function openPackage(bytes: Buffer, password?: string): Promise<Package> {
  const entries = await readZip(await decryptOffice(bytes, password));
  const byName = new Map<string, ZipEntry>(entries.map((entry) => [entry.name.toLowerCase(), entry]));
  const find = (name: string) => byName.get(name.toLowerCase());
  if (entries.some(({ name }) => /(^|\/)vbaProject\.bin$/i.test(name)))
    throw new AppError("macro_enabled_file");

  const read = async (name: string) => (await find(name)?.read()) ?? null;
  const readPart = async (name: string) => {
    const content = await read(name);
    return content && readXml(content);
  };
  return {
    names: entries.map(({ name }) => name),
    has: (name) => Boolean(find(name)),
    read,
    readXml: readPart,
    openStream: async (name) => (await find(name)?.openStream()) ?? null,
    relationsOf: async (name) => {
      const folder = posix.dirname(name);
      const list = await readPart(posix.join(folder, "_rels", `${posix.basename(name)}.rels`));
      return toRelations(list, folder);
    },
  };
}

function toRelations(list: XmlNode | null, folder: string): Map<string, Relation> {
  const relations = new Map<string, Relation>();
  for (const node of childrenOf(childAt(list, "Relationships"), "Relationship")) {
    const { Id: id = "", Type: type = "", Target: target = "", TargetMode: mode } = node.attributes;
    if (mode === "External") continue;
    const resolved = target.startsWith("/") ? target.slice(1) : posix.join(folder, target);
    relations.set(id, { type: type.slice(type.lastIndexOf("/") + 1), target: resolved });
  }
  return relations;
}

/** The part an Office package begins with, e.g. the workbook; `usual` where its relations don't say. */
export async function mainPartOf(parts: Package, usual: string): Promise<string> {
  const relations = [...(await parts.relationsOf("")).values()];
  const named = relations.find(({ type }) => type === "officeDocument")?.target;
  const main = named && parts.has(named) ? named : usual;
  if (!parts.has(main)) throw new AppError("corrupt_file", { message: `the package lacks ${usual}` });
  return main;
}

export type OfficeProperties = Pick<ParsedDocument, "title" | "author" | "datedAt">;

/**
 * What an Office file's properties say of it. It bears the date of its last change before that of its making, which is often
 * that of the file it was begun from.
 */
export async function readProperties(parts: Package): Promise<OfficeProperties> {
  const properties = childAt(await parts.readXml("docProps/core.xml").catch(() => null), "coreProperties");
  const said = (name: string) => textIn(childAt(properties, name)).trim();
  return {
    title: said("title") || null,
    ...readOrigin({
      authors: [said("creator") || said("lastModifiedBy")],
      dates: [said("modified"), said("created")],
    }),
  };
}

/** The relation that an element names, by its attribute `r:id` or another. */
export function relationOf(
  relations: Map<string, Relation>,
  node: XmlNode | undefined,
  attribute = "id",
): Relation | undefined {
  const key = Object.keys(node?.attributes ?? {}).find((name) => name.endsWith(`:${attribute}`));
  return relations.get((key ? node?.attributes[key] : attributeOf(node, attribute)) ?? "");
}
