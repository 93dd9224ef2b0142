import robotsParser from "robots-parser";
import { type GuardedFetch, unreachable } from "./guarded-fetch.ts";
import { readStart } from "./read-at-most.ts";

/** The name by which robots.txt addresses this program. */
const userAgent = "Lectern";
const robotsBytesMax = 500 * 1024;

export interface Robots {
  isAllowed(url: URL): boolean;
  /** What it asks to be left between two requests. */
  pauseMs: number;
}

/**
 * A site's robots.txt, as RFC 9309 has it: none there means that all may be read; one that can't be had throws, since nobody
 * knows then. Of a longer one than the RFC asks for the rest isn't read.
 */
export async function readRobots(
  guardedFetch: GuardedFetch,
  origin: string,
  signal: AbortSignal,
): Promise<Robots> {
  const address = new URL("/robots.txt", origin);
  const { status, body } = await guardedFetch(address, { signal });
  if (status < 200 || status > 299) {
    body.destroy();
    if (status >= 400 && status < 500) return { isAllowed: () => true, pauseMs: 0 };
    throw unreachable(address, `its robots.txt answers with status ${status}`);
  }
  const { bytes } = await readStart(body, robotsBytesMax);
  const robots = robotsParser(address.href, bytes.toString("utf8"));
  return {
    isAllowed: (url) => robots.isAllowed(url.href, userAgent) !== false,
    pauseMs: (robots.getCrawlDelay(userAgent) ?? 0) * 1000,
  };
}
