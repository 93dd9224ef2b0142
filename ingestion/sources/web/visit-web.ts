import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { env } from "../../../lib/env.ts";
import { AppError } from "../../../lib/errors.ts";
import { tooLarge } from "../../blobs.ts";
import { type Finding, type Reading, refusalOf } from "../finding.ts";
import { type FetchAnswer, type GuardedFetch, openGuardedFetch, unreachable } from "./guarded-fetch.ts";
import { nameFile } from "./name-file.ts";
import { normaliseUrl } from "./normalise-url.ts";
import { readAtMost } from "./read-at-most.ts";
import { type Robots, readRobots } from "./read-robots.ts";

/** Of what a site asks to be left between requests, and of how long a busy one is waited for. */
const pauseMsMax = 10_000;
const retryAfterMsMax = 30_000;

/** Reads a site as a polite guest: one request at a time, what robots.txt allows, as slowly as it asks. */
export interface WebVisitor {
  /** A page or file, as a finding. Its bytes come from `open`; what isn't read is given up at the next visit. */
  visit(url: URL): Promise<WebFinding>;
  /** A list such as a sitemap, whole. Throws where it can't be had. */
  readList(url: URL, bytesMax: number): Promise<{ url: URL; bytes: Buffer }>;
  close(): Promise<void>;
}

/** `url` is where it was found after redirects, `contentType` what the server calls it. */
export type WebFinding = Finding & { url: URL; contentType?: string };

/** Opens the web for one reading of one source. Close it afterwards. */
export function openWeb(
  { known, signal }: Reading,
  guardedFetch: GuardedFetch = openGuardedFetch(),
): WebVisitor {
  const robotsByOrigin = new Map<string, Promise<Robots>>();
  let lastRequestAt = 0;
  let unread: Readable | undefined;

  const robotsOf = (origin: string) => {
    const asked = robotsByOrigin.get(origin) ?? readRobots(guardedFetch, origin, signal);
    robotsByOrigin.set(origin, asked);
    return asked;
  };

  async function beforeRequest(url: URL): Promise<void> {
    const robots = await robotsOf(url.origin);
    if (!robots.isAllowed(url)) throw new RobotsRefusal(url);
    const pauseMs = Math.min(robots.pauseMs, pauseMsMax) - (Date.now() - lastRequestAt);
    if (pauseMs > 0) await wait(pauseMs, undefined, { signal });
    lastRequestAt = Date.now();
  }

  async function ask(url: URL, isConditional: boolean): Promise<FetchAnswer> {
    unread?.destroy();
    const headersFor = isConditional ? (at: URL) => conditionsOf(known(keyOf(at))) : undefined;
    const request = () => guardedFetch(url, { headersFor, beforeRequest, signal });
    let answer = await request();
    const retryMs = retryAfterMs(answer);
    if (retryMs !== null) {
      answer.body.destroy();
      await wait(retryMs, undefined, { signal });
      answer = await request();
    }
    unread = answer.body;
    return answer;
  }

  async function visit(start: URL): Promise<WebFinding> {
    try {
      const { url, status, headers, body } = await ask(start, true);
      const found = { url, key: keyOf(url) };
      if (status === 304) return { ...found, state: "unchanged" };
      if (status === 404 || status === 410) return { url, key: keyOf(start), state: "gone" };
      if (status < 200 || status > 299) throw unreachable(url, `it answers with status ${status}`);
      const { "content-type": contentType, etag, "last-modified": lastModified } = headers;
      const fileName = nameFile(url, contentType);
      if (!fileName) throw unreadable(contentType);
      if (Number(headers["content-length"]) > env().UPLOAD_BYTES_MAX) throw tooLarge(env().UPLOAD_BYTES_MAX);
      const version = { etag: etag ?? null, lastModified: lastModified ?? null };
      return { ...found, state: "file", contentType, fileName, open: async () => body, version };
    } catch (error) {
      if (error instanceof RobotsRefusal) return { url: start, key: keyOf(start), ...error.finding };
      return { url: start, ...refusalOf(keyOf(start), error) };
    }
  }

  async function readList(start: URL, bytesMax: number): Promise<{ url: URL; bytes: Buffer }> {
    const { url, status, headers, body } = await ask(start, false).catch((error: unknown) => {
      if (error instanceof RobotsRefusal)
        throw new AppError("source_unreachable", { publicMessage: error.finding.message });
      throw error;
    });
    if (status !== 200) throw unreachable(url, `it answers with status ${status}`);
    if (Number(headers["content-length"]) > bytesMax) throw tooLarge(bytesMax);
    return { url, bytes: await readAtMost(body, bytesMax) };
  }

  return {
    visit,
    readList,
    close: async () => {
      unread?.destroy();
      await guardedFetch.close();
    },
  };
}

/** A page's key within its source. */
const keyOf = (url: URL) => normaliseUrl(url.href)?.href ?? url.href;

/** Not a failure of anybody's: the site asks not to be read here. */
class RobotsRefusal extends Error {
  readonly finding: { state: "refused"; code: string; message: string };
  constructor(url: URL) {
    const message = `The robots.txt of ${url.host} asks not to be read here.`;
    super(message);
    this.finding = { state: "refused", code: "robots_refused", message };
  }
}

function conditionsOf(item: { etag: string | null; lastModified: string | null } | undefined) {
  const conditions: Record<string, string> = {};
  if (item?.etag) conditions["if-none-match"] = item.etag;
  if (item?.lastModified) conditions["if-modified-since"] = item.lastModified;
  return conditions;
}

/** How long a site that is too busy asks to be left alone; null for any other answer. */
function retryAfterMs({ status, headers }: FetchAnswer): number | null {
  if (status !== 429 && status !== 503) return null;
  const seconds = Number(headers["retry-after"]);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, retryAfterMsMax) : null;
}

function unreadable(contentType = "of no type"): AppError {
  return new AppError("unsupported_file_type", {
    publicMessage: `It is ${contentType.split(";")[0]}, which can't be read.`,
  });
}
