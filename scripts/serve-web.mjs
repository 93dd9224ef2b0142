// @ts-check
/** How the web server is run wherever it is: by the starter, in benchmarks and in the image (deploy/Dockerfile, which a test compares). */
import { join } from "node:path";
import { root } from "./settings.mjs";

/**
 * How long an idle connection is kept: longer than load balancers keep theirs (60 s is usual), because who closes first decides
 * whether a request can be sent into a connection that has just gone. Node's own 5 s lose that race.
 */
const idleMs = 75_000;

/**
 * Node's own: the heap is collected when it has grown by 60 % instead of up to fourfold, and what is new has 16 MB. With 100 answers
 * under way web then took 440 MiB instead of 570, for some more work (2026-11, 10,000 chunks, two cores).
 */
export const sparingHeap = ["--max-semi-space-size=16", "--heap-growing-percent=60"];
/** glibc's allocator otherwise keeps an arena for each of Node's threads: 130 MiB. */
export const sparingEnv = { MALLOC_ARENA_MAX: "2" };

/** Arguments for node. */
export const webServerArgs = (/** @type {{ host: string, port: number }} */ { host, port }) => [
  ...sparingHeap,
  join(root, "node_modules", "next", "dist", "bin", "next"),
  ...["start", "-H", host, "-p", String(port), "--keepAliveTimeout", String(idleMs)],
];
