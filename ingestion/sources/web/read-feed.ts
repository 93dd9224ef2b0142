import { DomHandler, DomUtils } from "htmlparser2";
import { parseMarkup } from "./parse-markup.ts";

export interface FeedEntry {
  /** The feed's own name for it, or else its link. */
  id: string;
  title: string;
  /** The page that it's about, as written; null where it has none. */
  link: string | null;
  /** Its own text as HTML. */
  content: string;
}

type Parent = Parameters<typeof DomUtils.getElementsByTagName>[1];

/** The entries of an RSS (any version) or Atom feed, latest first as feeds have them. Null where it's no feed. */
export function readFeed(xml: string): FeedEntry[] | null {
  const dom = new DomHandler();
  if (!parseMarkup(xml, dom, { xmlMode: true })) return null;
  const root = DomUtils.getElementsByTagName(
    (name) => /^(rss|feed|rdf:RDF)$/.test(name),
    dom.root,
    true,
    1,
  )[0];
  if (!root) return null;
  const entries = DomUtils.getElementsByTagName((name) => name === "entry" || name === "item", root.children);
  return entries
    .map((entry) => {
      const link = linkOf(entry.children);
      const title = textOf("title", entry.children);
      const id = textOf("guid", entry.children) || textOf("id", entry.children) || link || title;
      const content =
        textOf("content:encoded", entry.children) ||
        textOf("content", entry.children) ||
        textOf("description", entry.children) ||
        textOf("summary", entry.children);
      return { id, title, link, content };
    })
    .filter(({ id }) => id);
}

/** RSS has it as text; Atom in `href`, among others that lead to the feed itself, to comments, to enclosures. */
function linkOf(children: Parent): string | null {
  const links = DomUtils.getElementsByTagName("link", children, false);
  const alternate = links.find(({ attribs }) => attribs.href && (attribs.rel ?? "alternate") === "alternate");
  const text = links.map((link) => DomUtils.textContent(link).trim()).find(Boolean);
  return alternate?.attribs.href ?? text ?? permalinkOf(children);
}

function permalinkOf(children: Parent): string | null {
  const [guid] = DomUtils.getElementsByTagName("guid", children, false);
  if (!guid || guid.attribs.isPermaLink === "false") return null;
  const text = DomUtils.textContent(guid).trim();
  return /^https?:/.test(text) ? text : null;
}

const textOf = (name: string, children: Parent) =>
  DomUtils.textContent(DomUtils.getElementsByTagName(name, children, false, 1)).trim();
