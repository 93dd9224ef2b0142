import { normaliseUrl } from "./normalise-url.ts";
import { parseMarkup } from "./parse-markup.ts";

export interface PageLinks {
  /** Where the page says that it belongs, if it does. */
  canonical: URL | null;
  /** Pages that it links to, in order, each once. */
  links: URL[];
}

/** The links of a page in its own order, and its canonical address. Reads tags as they come and builds no tree. */
export function findLinks(html: string, pageUrl: URL): PageLinks {
  let base = pageUrl;
  let canonical: URL | null = null;
  const links = new Map<string, URL>();
  parseMarkup(html, {
    onopentag(name, { href, rel }) {
      if (!href) return;
      if (name === "base") base = URL.parse(href, pageUrl) ?? base;
      else if (name === "link" && rel?.toLowerCase().split(/\s+/).includes("canonical"))
        canonical ??= normaliseUrl(href, base);
      else if (name === "a" || name === "area") {
        const link = normaliseUrl(href, base);
        if (link) links.set(link.href, link);
      }
    },
  });
  return { canonical, links: [...links.values()] };
}
