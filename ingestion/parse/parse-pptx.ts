import { AppError } from "../../lib/errors.ts";
import type { ParsedDocument } from "./element.ts";
import {
  mainPartOf,
  openPackage,
  type Package,
  type Relation,
  readProperties,
  relationOf,
} from "./office/open-package.ts";
import { linesOf } from "./slides/read-paragraphs.ts";
import { readCommentAuthors, readSlideComments } from "./slides/read-slide-comments.ts";
import { type SlideContext, slideTitle, writeShapes } from "./slides/write-slide.ts";
import { TextBuilder } from "./text-builder.ts";
import { childAt, childrenOf, findAll } from "./xml/read-xml.ts";

/**
 * A presentation: a page per slide in the order of the show, its title as heading, then text, tables, charts' numbers, pictures'
 * descriptions, comments, and the speaker's notes, marked as such. Throws `corrupt_file`, `encrypted_file`, `wrong_password`
 * and `macro_enabled_file`.
 */
export async function parsePptx(
  bytes: Buffer,
  { password }: { password?: string } = {},
): Promise<ParsedDocument> {
  const parts = await openPackage(bytes, password);
  const main = await mainPartOf(parts, "ppt/presentation.xml");
  const slides = await slidesIn(parts, main);
  const authors = await readCommentAuthors(parts);
  const builder = new TextBuilder();
  const pageStarts: number[] = [];
  const hidden: number[] = [];
  const margins = new Set<string>();
  let images = 0;
  let title: string | null = null;
  for (const [i, target] of slides.entries()) {
    pageStarts.push(builder.nextStart);
    const root = childAt(await parts.readXml(target), "sld");
    const relations = await parts.relationsOf(target);
    const tree = childAt(root, "cSld", "spTree");
    if (root?.attributes.show === "0") hidden.push(i + 1);
    const heading = slideTitle(tree);
    title ??= heading || null;
    const label = heading || `Slide ${i + 1}`;
    const before = builder.elements.length;
    builder.add({ kind: "heading", level: 1, label, text: label });
    const slide: SlideContext = { parts, relations, builder, margins, images: 0 };
    await writeShapes(tree, slide);
    images += slide.images;
    const comments = await readSlideComments(parts, relations, authors);
    if (comments.length > 0)
      builder.add({
        kind: "list",
        text: ["Comments:", ...comments.map((comment) => `- ${comment}`)].join("\n"),
      });
    const notes = await notesOf(parts, relations);
    if (notes) builder.add({ kind: "paragraph", text: `Notes: ${notes}` });
    if (!heading && builder.elements.length === before + 1) builder.dropLast();
  }
  const properties = await readProperties(parts);
  return {
    parser: "PPTX reader 1 (saxes 6)",
    ...properties,
    title: meaningful(properties.title) ?? title,
    text: builder.text,
    elements: builder.elements,
    pageStarts: pageStarts.map((start) => Math.min(start, builder.text.length)),
    tables: builder.elements.filter(({ kind }) => kind === "table").length,
    imagesSkipped: images,
    warnings: hidden.length ? [`Hidden slides were read too: ${hidden.join(", ")}.`] : [],
  };
}

/** What PowerPoint itself puts there says nothing. */
const meaningful = (title: string | null) =>
  title && !/^(powerpoint presentation|pr[äé]sentation( powerpoint)?|slide 1|untitled)$/i.test(title)
    ? title
    : null;

/** The slides' parts in the order of the show. */
async function slidesIn(parts: Package, main: string): Promise<string[]> {
  const relations = await parts.relationsOf(main);
  const root = childAt(await parts.readXml(main), "presentation");
  if (!root) throw new AppError("corrupt_file", { message: "no presentation" });
  return childrenOf(childAt(root, "sldIdLst"), "sldId").flatMap((node) => {
    const target = relationOf(relations, node)?.target;
    return target && parts.has(target) ? [target] : [];
  });
}

async function notesOf(parts: Package, relations: Map<string, Relation>): Promise<string> {
  const target = [...relations.values()].find(({ type }) => type === "notesSlide")?.target;
  const tree = target ? await parts.readXml(target) : null;
  return findAll(tree, "sp")
    .filter((shape) => childAt(shape, "nvSpPr", "nvPr", "ph")?.attributes.type === "body")
    .map((shape) => linesOf(childAt(shape, "txBody")))
    .filter(Boolean)
    .join("\n");
}
