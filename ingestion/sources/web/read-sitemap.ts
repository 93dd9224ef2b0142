import { parseMarkup } from "./parse-markup.ts";

export interface Sitemap {
  /** Addresses of pages. */
  pages: string[];
  /** Addresses of further sitemaps, where this is an index. */
  sitemaps: string[];
}

/** What a sitemap or an index of sitemaps lists, or one address a line as in a text sitemap. Null where it's neither. */
export function readSitemap(text: string): Sitemap | null {
  if (!text.trimStart().startsWith("<")) return readTextSitemap(text);
  const found: Sitemap = { pages: [], sitemaps: [] };
  const path: string[] = [];
  let isSitemap = false;
  let address = "";
  const isWhole = parseMarkup(
    text,
    {
      onopentagname(name) {
        path.push(localName(name));
        if (path.length === 1) isSitemap = path[0] === "urlset" || path[0] === "sitemapindex";
        address = "";
      },
      ontext(part) {
        if (path.at(-1) === "loc") address += part;
      },
      onclosetag() {
        // image:loc and video:loc stand deeper, or in a namespace of their own.
        const [name, owner] = [path.pop(), path.at(-1)];
        if (name !== "loc" || path.length !== 2) return;
        if (owner === "url") found.pages.push(address.trim());
        if (owner === "sitemap") found.sitemaps.push(address.trim());
      },
    },
    { xmlMode: true },
  );
  return isSitemap && isWhole ? found : null;
}

const localName = (name: string) =>
  name.includes(":") && !name.startsWith("sm:") ? name : (name.split(":").at(-1) ?? "");

function readTextSitemap(text: string): Sitemap | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  return lines.length > 0 && lines.every((line) => URL.canParse(line.trim()))
    ? { pages: lines.map((line) => line.trim()), sitemaps: [] }
    : null;
}
