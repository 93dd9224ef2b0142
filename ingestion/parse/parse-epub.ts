import { posix } from "node:path";
import { AppError } from "../../lib/errors.ts";
import { combineDocuments, type DocumentPart } from "./combine-documents.ts";
import { decodeText } from "./decode-text.ts";
import type { ParsedDocument } from "./element.ts";
import { openPackage, type Package } from "./office/open-package.ts";
import { parseConvertedHtml } from "./parse-html.ts";
import { readOrigin } from "./read-origin.ts";
import { attributeOf, childAt, childrenOf, findAll, textIn, type XmlNode } from "./xml/read-xml.ts";

const parser = "EPUB reader 1 (rehype 9)";
/** What only fonts are scrambled with; anything else keeps the text from its reader. */
const fontScrambling = /^http:\/\/(www\.idpf\.org\/2008\/embedding|ns\.adobe\.com\/pdf\/enc#RC)/;

/**
 * A book: its chapters in reading order, each with the structure of its HTML, the title from its package file. Throws
 * `corrupt_file`, and `encrypted_file` for books with DRM.
 */
export async function parseEpub(bytes: Buffer): Promise<ParsedDocument> {
  const parts = await openPackage(bytes);
  await refuseDrm(parts);
  const container = await parts.readXml("META-INF/container.xml");
  const main = attributeOf(findAll(container, "rootfile")[0], "full-path");
  const book = main ? childAt(await parts.readXml(main), "package") : undefined;
  if (!main || !book) throw new AppError("corrupt_file", { message: "no package file" });
  const chapters: DocumentPart[] = [{ heading: null, document: imprintOf(book) }];
  let missing = 0;
  for (const href of chaptersOf(book)) {
    const content = await parts.read(posix.join(posix.dirname(main), decoded(href)));
    if (content) {
      const document = { ...parseConvertedHtml(decodeText(content).text), parser };
      if (document.elements.length > 0) chapters.push({ heading: null, document });
    } else missing += 1;
  }
  const title =
    textIn(childAt(book, "metadata", "title"))
      .replace(/\s+/g, " ")
      .trim() || null;
  const combined = { ...combineDocuments(chapters, { parser, title }), ...originOf(book) };
  const warning = `Chapters that the book lists but doesn't hold: ${missing}.`;
  return missing ? { ...combined, warnings: [...combined.warnings, warning] } : combined;
}

function originOf(book: XmlNode) {
  const said = (name: string) => childrenOf(childAt(book, "metadata"), name).map(textIn);
  return readOrigin({ authors: said("creator"), dates: said("date") });
}

/** What the book says of itself before its first chapter: who wrote it, and what it is about. */
function imprintOf(book: XmlNode): ParsedDocument {
  const metadata = childAt(book, "metadata");
  const said = (name: string) =>
    childrenOf(metadata, name)
      .map((node) => textIn(node).trim())
      .filter(Boolean);
  const authors = said("creator").join(", ");
  // Publishers write descriptions in HTML.
  return {
    ...parseConvertedHtml([authors && `<p>${authors}</p>`, ...said("description")].join("\n")),
    parser,
  };
}

/** The parts of the spine, without the table of contents that readers show by themselves. */
function chaptersOf(book: XmlNode): string[] {
  const manifest = new Map(
    childrenOf(childAt(book, "manifest"), "item").map((item) => [item.attributes.id ?? "", item]),
  );
  return childrenOf(childAt(book, "spine"), "itemref").flatMap((reference) => {
    const item = manifest.get(reference.attributes.idref ?? "");
    const { href, properties = "", "media-type": mediaType = "" } = item?.attributes ?? {};
    const isText = /html|xml/.test(mediaType) && !/\bnav\b/.test(properties);
    return href && isText ? [href] : [];
  });
}

async function refuseDrm(parts: Package): Promise<void> {
  const list = await parts.readXml("META-INF/encryption.xml");
  const methods = findAll(list, "EncryptionMethod").map((node) => attributeOf(node, "Algorithm") ?? "");
  if (methods.some((method) => !fontScrambling.test(method)))
    throw new AppError("encrypted_file", {
      publicMessage: "The book is protected by DRM and can't be read.",
    });
}

function decoded(href: string): string {
  try {
    return decodeURIComponent(href.split("#")[0] ?? "");
  } catch {
    return href;
  }
}
