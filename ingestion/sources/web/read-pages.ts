import { gunzipSync } from "node:zlib";
import type { SourceConfig } from "../../../lib/document.ts";
import { AppError } from "../../../lib/errors.ts";
import { decodeText } from "../../parse/decode-text.ts";
import type { Finding, ReadItems, Reading } from "../finding.ts";
import { normaliseUrl } from "./normalise-url.ts";
import { readSitemap } from "./read-sitemap.ts";
import { openWeb, type WebVisitor } from "./visit-web.ts";

type ConfigOf<Kind> = Extract<SourceConfig, { kind: Kind }>;

/** Of sitemaps within sitemaps; the protocol knows one level. */
const sitemapDepthMax = 3;
const sitemapsMax = 1000;
/** Of a sitemap, before and after decompression, by the protocol. */
const sitemapBytesMax = 50 * 1024 * 1024;

/** The one page or file at an address. */
export const readUrl: ReadItems<ConfigOf<"url">> = async function* (config, reading) {
  yield* visitAll([config.url], reading, openWeb(reading));
};

/**
 * The pages that a sitemap lists, or that the sitemaps of an index list, compressed or not. Pages of other hosts than the
 * sitemap's are left out, as the protocol has it. Throws `source_unreachable` where the sitemap itself can't be read.
 */
export const readSitemapPages: ReadItems<ConfigOf<"sitemap">> = async function* (config, reading) {
  const web = openWeb(reading);
  const pages = new Set<string>();
  const waiting = [{ url: new URL(config.url), depth: 0 }];
  const asked = new Set<string>();
  try {
    for (let next = waiting.shift(); next && pages.size <= config.pagesMax; next = waiting.shift()) {
      if (asked.has(next.url.href) || asked.size >= sitemapsMax) continue;
      asked.add(next.url.href);
      const sitemap = await readSitemapAt(next.url, web).catch((error: unknown) => {
        if (next.depth === 0 || !(error instanceof AppError) || reading.signal.aborted) throw error;
        reading.cutShort(`A sitemap of the index can't be read. ${error.publicMessage}`);
        return null;
      });
      for (const address of sitemap?.pages ?? []) {
        const url = normaliseUrl(address, next.url);
        if (url && url.hostname === next.url.hostname) pages.add(url.href);
      }
      if (next.depth >= sitemapDepthMax) continue;
      for (const address of sitemap?.sitemaps ?? []) {
        const url = normaliseUrl(address, next.url);
        if (url) waiting.push({ url, depth: next.depth + 1 });
      }
    }
    if (pages.size > config.pagesMax) reading.cutShort(moreThan(config.pagesMax, "pages"));
  } catch (error) {
    await web.close();
    throw error;
  }
  yield* visitAll([...pages].slice(0, config.pagesMax), reading, web);
};

/** Says that a limit of the source was reached. */
export function moreThan(max: number, items: string): string {
  return `There are more than ${max} ${items}: the rest was left out, and nothing was taken for removed.`;
}

/** Visits addresses one after the other, those that lead to the same page once. Closes the web when it's done. */
export async function* visitAll(
  addresses: string[],
  { signal }: Reading,
  web: WebVisitor,
): AsyncGenerator<Finding, void> {
  const seen = new Set<string>();
  try {
    for (const address of addresses) {
      signal.throwIfAborted();
      const finding = await web.visit(new URL(address));
      if (seen.has(finding.key)) continue;
      seen.add(finding.key);
      yield finding;
    }
  } finally {
    await web.close();
  }
}

async function readSitemapAt(address: URL, web: WebVisitor) {
  const { url, bytes } = await web.readList(address, sitemapBytesMax);
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const sitemap = readSitemap(
      decodeText(isCompressed ? gunzipSync(bytes, { maxOutputLength: sitemapBytesMax }) : bytes).text,
    );
    if (sitemap) return sitemap;
  } catch (cause) {
    throw new AppError("source_unreachable", { cause, publicMessage: `${url.href} can't be unpacked.` });
  }
  throw new AppError("source_unreachable", { publicMessage: `${url.href} holds no sitemap.` });
}
