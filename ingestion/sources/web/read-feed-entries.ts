import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { SourceConfig } from "../../../lib/document.ts";
import { AppError } from "../../../lib/errors.ts";
import { decodeText } from "../../parse/decode-text.ts";
import type { Finding, ReadItems } from "../finding.ts";
import { normaliseUrl } from "./normalise-url.ts";
import { type FeedEntry, readFeed } from "./read-feed.ts";
import { moreThan, visitAll } from "./read-pages.ts";
import { openWeb } from "./visit-web.ts";

/** Feeds with the full text of a thousand entries stay below it. */
const feedBytesMax = 10 * 1024 * 1024;

/**
 * The pages that a feed's entries lead to, and the text of entries that lead nowhere. A feed is a window on the latest entries:
 * one that has left it isn't taken for removed, only one whose page is gone. Throws `source_unreachable` where the feed
 * can't be read.
 */
export const readFeedEntries: ReadItems<Extract<SourceConfig, { kind: "feed" }>> = async function* (
  config,
  reading,
) {
  const web = openWeb(reading);
  const pages: string[] = [];
  const texts: Finding[] = [];
  try {
    const { url, bytes } = await web.readList(new URL(config.url), feedBytesMax);
    const entries = readFeed(decodeText(bytes).text);
    if (!entries)
      throw new AppError("source_unreachable", { publicMessage: `${url.href} holds no RSS or Atom feed.` });
    for (const entry of entries.slice(0, config.entriesMax)) {
      const page = entry.link ? normaliseUrl(entry.link, url) : null;
      if (page) pages.push(page.href);
      else if (entry.content) texts.push(textOf(entry, url));
    }
    if (entries.length > config.entriesMax) reading.cutShort(moreThan(config.entriesMax, "entries"));
  } catch (error) {
    await web.close();
    throw error;
  }
  yield* texts;
  yield* visitAll(pages, reading, web);
};

/** An entry as the page that it hasn't got. */
function textOf({ id, title, content }: FeedEntry, feed: URL): Finding {
  const html = `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title)}</title>\n${content}`;
  return {
    key: `${feed.href}#${id}`,
    state: "file",
    fileName: `${(title || id).replaceAll(/[\\/:]/g, " ").slice(0, 120)}.html`,
    open: async () => Readable.from([Buffer.from(html)]),
    version: { etag: createHash("sha256").update(html).digest("hex"), lastModified: null },
  };
}

const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
