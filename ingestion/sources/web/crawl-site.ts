import { Readable } from "node:stream";
import type { SourceConfig } from "../../../lib/document.ts";
import { readBlob } from "../../blobs.ts";
import { decodeText } from "../../parse/decode-text.ts";
import { type ReadItems, type Reading, refusalOf } from "../finding.ts";
import { findLinks, type PageLinks } from "./find-links.ts";
import { isUnder, normaliseUrl } from "./normalise-url.ts";
import { readStart } from "./read-at-most.ts";
import { moreThan } from "./read-pages.ts";
import { openWeb, type WebFinding, type WebVisitor } from "./visit-web.ts";

/** Of a page that is searched for links: no page that people read is longer. */
const pageBytesMax = 5 * 1024 * 1024;
/** Requests for each page that is wanted: links that lead nowhere new must not keep a run going for ever. */
const visitsPerPage = 4;

/**
 * The pages of a section of a site: those under the address, nearest first, reached by links from page to page. Each page
 * counts once, under its canonical address. A page that was read before and can't be now hides the pages behind it, so that
 * nothing is taken for removed then.
 */
export const crawlSite: ReadItems<Extract<SourceConfig, { kind: "site" }>> = async function* (
  config,
  reading,
) {
  let start = normaliseUrl(config.url) ?? new URL(config.url);
  const web = openWeb(reading);
  const queued = new Set([start.href]);
  const found = new Set<string>();
  const waiting = [{ url: start, depth: 0 }];
  try {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (found.size >= config.pagesMax || queued.size - waiting.length > config.pagesMax * visitsPerPage) {
        reading.cutShort(moreThan(config.pagesMax, "pages"));
        return;
      }
      reading.signal.throwIfAborted();
      const { page, ...finding } = await visitPage(next.url, web, reading);
      if (next.depth === 0) start = finding.url;
      else if (!isUnder(finding.url, start))
        continue; // it redirects out of the section
      else if (finding.state === "gone" && !reading.known(finding.key)) continue; // a dead link of theirs
      if (page.canonical && isUnder(page.canonical, start)) finding.key = page.canonical.href;
      if (found.has(finding.key)) continue;
      found.add(finding.key);
      queued.add(finding.key);
      if (finding.state === "refused" && reading.known(finding.key))
        reading.cutShort(`Pages behind ${finding.key} may be missing. ${finding.message}`);
      yield finding;
      if (next.depth >= config.depthMax) continue;
      for (const url of page.links) {
        if (queued.has(url.href) || !isUnder(url, start)) continue;
        queued.add(url.href);
        waiting.push({ url, depth: next.depth + 1 });
      }
    }
  } finally {
    await web.close();
  }
};

const noLinks: PageLinks = { canonical: null, links: [] };

/** A page with its links. */
async function visitPage(
  url: URL,
  web: WebVisitor,
  reading: Reading,
): Promise<WebFinding & { page: PageLinks }> {
  const finding = await web.visit(url);
  try {
    if (finding.state === "unchanged") return { ...finding, page: await linksOfKept(finding, reading) };
    if (finding.state !== "file" || !finding.contentType?.includes("html"))
      return { ...finding, page: noLinks };
    const { head, whole } = await splitHead(await finding.open());
    const page = linksOf(head, finding.url);
    return { ...finding, open: async () => whole, page };
  } catch (error) {
    return { ...refusalOf(finding.key, error), url: finding.url, page: noLinks };
  }
}

/** Of a page that hasn't changed, from the bytes that are kept of it. */
async function linksOfKept({ key, url }: WebFinding, { known, tenantId }: Reading): Promise<PageLinks> {
  const hash = known(key)?.contentHash;
  if (!hash) return noLinks;
  const { bytes } = await readStart(await readBlob(tenantId, hash), pageBytesMax);
  return isHtml(bytes) ? linksOf(bytes, url) : noLinks;
}

const linksOf = (bytes: Buffer, url: URL) => findLinks(decodeText(bytes).text, url);
const isHtml = (bytes: Buffer) =>
  /<(!doctype html|html|head|body|a)\b/i.test(bytes.toString("latin1", 0, 64 * 1024));

/** A stream's first bytes, and the stream as if they hadn't been read. */
async function splitHead(stream: Readable): Promise<{ head: Buffer; whole: Readable }> {
  const parts = stream[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let length = 0;
  let next = await parts.next();
  while (!next.done) {
    read.push(next.value);
    length += next.value.length;
    if (length > pageBytesMax) break;
    next = await parts.next();
  }
  const rest = next.done ? [] : parts;
  async function* whole() {
    yield* read;
    yield* rest;
  }
  return { head: Buffer.concat(read), whole: Readable.from(whole(), { objectMode: false }) };
}
