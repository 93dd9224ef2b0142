import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { asSystem, closePool } from "../../db/client.ts";
import { createCollection } from "../../db/collections.ts";
import { claimDocument } from "../../db/document-claims.ts";
import { type Document, listDocuments } from "../../db/documents.ts";
import {
  cancelRun,
  claimRun,
  findLostRuns,
  finishRun,
  listRuns,
  RunLostError,
  requestRun,
} from "../../db/source-runs.ts";
import { findSource } from "../../db/sources.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { removeHeartbeats } from "../../db/worker-heartbeats.ts";
import type { SourceConfig } from "../../lib/document.ts";
import type { BucketCredentials } from "../../lib/source-schemas.ts";
import { removeDocument } from "../delete-documents.ts";
import { ingestDocument } from "../ingest-document.ts";
import { closeQueue } from "../queue.ts";
import { embeddingOfNewCollections } from "../upload.ts";
import { addSource, changeSource, removeSource } from "./save-source.ts";
import { serveSources } from "./serve-sources.ts";
import { syncSource } from "./sync-source.ts";
import { liveWorker, runSource } from "./testing/run-source.ts";
import { serveBucket } from "./testing/serve-bucket.ts";
import { htmlPage, serveSite, type TestSite } from "./testing/serve-site.ts";

vi.hoisted(() => {
  process.env.SOURCE_NETWORKS = "127.0.0.1/32, site.test";
  process.env.SOURCE_FOLDERS = process.env.TMPDIR || "/tmp";
});

let tenant: TestTenant;
let collectionId: string;
const sites: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  tenant = await createTestTenant();
});
beforeEach(async () => {
  collectionId = await createCollection(
    tenant.admin,
    crypto.randomUUID(),
    await embeddingOfNewCollections(tenant.admin),
  );
});
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});
afterAll(async () => {
  await closeQueue(1000);
  await closePool();
});

async function site(pages: TestSite["pages"], host?: string): Promise<TestSite> {
  const served = await serveSite(pages, host);
  sites.push(served);
  return served;
}

async function source(config: SourceConfig, credentials?: BucketCredentials): Promise<string> {
  const settings = { name: crypto.randomUUID(), schedule: null, isEnabled: true };
  return (await addSource(tenant.admin, { collectionId, config, credentials, ...settings })).id;
}

const run = (sourceId: string) => runSource(tenant.admin, sourceId);

/** Runs it as a worker does, which decides what becomes of faults. */
async function runServed(sourceId: string) {
  await requestRun(tenant.admin, sourceId);
  const server = serveSources(await liveWorker());
  await server.tend();
  return ended(sourceId);
}

/** The latest run, when it has ended. */
async function ended(sourceId: string) {
  for (;;) {
    const [latest] = await listRuns(tenant.admin, sourceId, 1);
    if (latest && latest.status !== "queued" && latest.status !== "running") return latest;
    await setImmediate();
  }
}

async function documents(): Promise<Document[]> {
  return (await listDocuments(tenant.admin, { collectionId, limit: 100 })).documents;
}
const keysOf = async (origin: string) =>
  (await documents()).map(({ sourceKey }) => sourceKey?.replace(origin, "")).sort();

/** Makes everything that waits searchable, as a worker would. */
async function ingestAll(): Promise<void> {
  for (const { id, tenantId } of await documents()) {
    const claimed = await claimDocument(tenantId, id, crypto.randomUUID());
    if (claimed) await ingestDocument(claimed);
  }
}

const counts = (added: number, changed: number, removed: number, unchanged: number, skipped: number) => ({
  status: "done",
  added,
  changed,
  removed,
  unchanged,
  skipped,
});

const sitemapOf = (origin: string, ...paths: string[]) => ({
  body: `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths
    .map((path) => `<url><loc>${path.startsWith("http") ? path : origin + path}</loc></url>`)
    .join("")}</urlset>`,
  headers: { "content-type": "application/xml" },
});

describe("a sitemap", () => {
  test("is kept in step with: added, changed, removed, unchanged, and what may not be read", async () => {
    const inner = [
      await site({ "/": htmlPage("Inner", "A secret.") }, "127.0.0.2"),
      await site({ "/": htmlPage("Six", "A secret.") }, "::1"),
    ];
    const reached: string[] = [];
    const remember = (message: unknown) => {
      const { connectParams } = message as { connectParams: { host: string } };
      reached.push(connectParams.host);
    };
    subscribe("undici:client:beforeConnect", remember);
    const served = await site({});
    const { origin, pages } = served;
    const listed = [
      "/a",
      "/b",
      "/c.txt",
      "/moved",
      "/private/d",
      "/to-inner",
      "/to-six",
      "/to-cloud",
      "/to-file",
      "/gone",
    ];
    Object.assign(pages, {
      "/robots.txt": {
        body: "User-agent: *\nDisallow: /private/\n",
        headers: { "content-type": "text/plain" },
      },
      "/sitemap.xml": sitemapOf(origin, ...listed),
      "/a": { ...htmlPage("A", "The first page."), etag: '"a1"' },
      "/b": htmlPage("B", "The second page."),
      "/c.txt": { body: "The third, in plain text.", headers: { "content-type": "text/plain" } },
      "/moved": { status: 301, headers: { location: "/here" } },
      "/here": htmlPage("Here", "It moved here."),
      "/private/d": htmlPage("D", "Not for robots."),
      "/to-inner": { status: 302, headers: { location: `http://127.0.0.2:${inner[0]?.port}/` } },
      "/to-six": { status: 302, headers: { location: `http://[::1]:${inner[1]?.port}/` } },
      "/to-cloud": { status: 307, headers: { location: "http://169.254.169.254/latest/meta-data/" } },
      "/to-file": { status: 302, headers: { location: "file:///etc/passwd" } },
    });
    const id = await source({ kind: "sitemap", url: `${origin}/sitemap.xml`, pagesMax: 100 });

    const first = await run(id);
    expect(first).toMatchObject(counts(4, 0, 0, 0, 6));
    expect(
      Object.fromEntries(first.problems.map(({ key, code }) => [key.replace(origin, ""), code])),
    ).toEqual({
      "/private/d": "robots_refused",
      "/to-inner": "address_refused",
      "/to-six": "address_refused",
      "/to-cloud": "address_refused",
      "/to-file": "invalid_request",
      "/gone": "not_found",
    });
    expect(await keysOf(origin)).toEqual(["/a", "/b", "/c.txt", "/here"]);
    for (const document of await documents())
      expect(document).toMatchObject({ status: "queued", lane: "sync", sourceId: id, createdBy: null });
    await ingestAll();

    pages["/b"] = htmlPage("B", "The second page, as it is now.");
    pages["/c.txt"] = undefined;
    pages["/e"] = htmlPage("E", "A new page.");
    pages["/sitemap.xml"] = sitemapOf(origin, ...listed.filter((path) => path !== "/moved"), "/e");
    served.requests.length = 0;
    expect(await run(id)).toMatchObject(counts(1, 1, 2, 1, 6));
    await ingestAll();
    const after = await documents();
    expect(
      after
        .map(({ sourceKey, version, status }) => `${sourceKey?.replace(origin, "")} ${version} ${status}`)
        .sort(),
    ).toEqual(["/a 1 ready", "/b 2 ready", "/e 1 ready"]);
    expect(served.requests.find(({ path }) => path === "/a")?.headers["if-none-match"]).toBe('"a1"');
    expect(await run(id)).toMatchObject(counts(0, 0, 0, 3, 7));

    unsubscribe("undici:client:beforeConnect", remember);
    expect(inner.map(({ connections, requests }) => connections + requests.length)).toEqual([0, 0]);
    expect(new Set(reached)).toEqual(new Set([`127.0.0.1:${served.port}`]));
    expect(served.requests.map(({ path }) => path)).not.toContain("/private/d");
    expect(served.openMax).toBe(1);
  });
});

describe("a sitemap's pages", () => {
  test("stay where the sitemap can't be read, and the run says why", async () => {
    const served = await site({ "/a": htmlPage("A", "It stays.") });
    served.pages["/sitemap.xml"] = sitemapOf(served.origin, "/a");
    const id = await source({ kind: "sitemap", url: `${served.origin}/sitemap.xml`, pagesMax: 10 });
    await run(id);
    for (const page of [
      { status: 500 },
      htmlPage("Not a sitemap", "An error page that says 200."),
      undefined,
    ]) {
      served.pages["/sitemap.xml"] = page;
      expect(await runServed(id)).toMatchObject({
        status: "failed",
        errorCode: "source_unreachable",
        removed: 0,
      });
    }
    expect(await keysOf(served.origin)).toEqual(["/a"]);
  });

  test("may be listed in an index of compressed sitemaps; beyond the limit none is taken for removed", async () => {
    const served = await site({});
    const { origin, pages } = served;
    for (const name of ["a", "b", "c"]) pages[`/${name}`] = htmlPage(name, `The page ${name}.`);
    const index = `<sitemapindex><sitemap><loc>${origin}/1.xml.gz</loc></sitemap><sitemap><loc>${origin}/sitemap.xml</loc></sitemap></sitemapindex>`;
    pages["/sitemap.xml"] = { body: index };
    pages["/1.xml.gz"] = {
      body: gzipSync(sitemapOf(origin, "/a", "/b", "/c", "https://elsewhere.example/x").body),
      headers: { "content-type": "application/gzip" },
    };
    const id = await source({ kind: "sitemap", url: `${origin}/sitemap.xml`, pagesMax: 3 });
    expect(await run(id)).toMatchObject({ ...counts(3, 0, 0, 0, 0), problems: [] });
    pages["/1.xml.gz"].body = gzipSync(sitemapOf(origin, "/new", "/a", "/b", "/d").body);
    pages["/new"] = htmlPage("new", "A new page.");
    const cut = await run(id);
    expect(cut).toMatchObject(counts(1, 0, 0, 2, 0));
    expect(cut.problems).toEqual([
      expect.objectContaining({ code: "cut_short", key: `${origin}/sitemap.xml` }),
    ]);
    expect(await keysOf(origin)).toEqual(["/a", "/b", "/c", "/new"]);
  });
});

describe("a part of a site", () => {
  test("is found by its links, each page once, within its limits", async () => {
    const served = await site({});
    const { origin, pages } = served;
    Object.assign(pages, {
      "/docs/": htmlPage("Docs", "Begin here.", [
        "a",
        "a#top",
        "a?utm_source=x",
        "/other",
        "b",
        "/docs/old",
        "file.txt",
        "pic",
      ]),
      "/docs/a": {
        ...htmlPage("A", "Page A.", [
          "deep/1",
          "dead-link",
          "https://elsewhere.example/",
          "mailto:x@y.example",
        ]),
        etag: '"a"',
      },
      "/docs/b": htmlPage("B", "Page B.", ["b?print=1"]),
      "/docs/b?print=1": htmlPage("B", "Page B, to print.", [], '<link rel="canonical" href="/docs/b">'),
      "/docs/old": { status: 301, headers: { location: "/docs/a" } },
      "/docs/deep/1": htmlPage("One", "One deep.", ["2"]),
      "/docs/deep/2": htmlPage("Two", "Two deep.", ["3"]),
      "/docs/deep/3": htmlPage("Three", "Too deep."),
      "/docs/file.txt": { body: "A plain file.", headers: { "content-type": "text/plain" } },
      "/docs/pic": { body: "x", headers: { "content-type": "video/mp4" } },
      "/other": htmlPage("Other", "Not under the address."),
    });
    pages["/docs"] = { status: 301, headers: { location: "/docs/" } };
    const id = await source({ kind: "site", url: `${origin}/docs`, depthMax: 3, pagesMax: 50 });
    expect(await run(id)).toMatchObject(counts(6, 0, 0, 0, 1));
    expect(await keysOf(origin)).toEqual([
      "/docs/",
      "/docs/a",
      "/docs/b",
      "/docs/deep/1",
      "/docs/deep/2",
      "/docs/file.txt",
    ]);
    expect(served.requests.map(({ path }) => path)).not.toContain("/other");
    expect(served.requests.map(({ path }) => path)).not.toContain("/docs/deep/3");

    // A page that hasn't changed still leads on, by the links of the bytes that are kept.
    pages["/docs/deep/1"] = htmlPage("One", "One deep, as it is now.", ["2"]);
    pages["/docs/b"] = undefined;
    expect(await run(id)).toMatchObject(counts(0, 1, 1, 4, 1));

    // A page that was read before and can't be now hides what is behind it.
    pages["/docs/a"] = { status: 503 };
    const hidden = await run(id);
    expect(hidden).toMatchObject({
      removed: 0,
      problems: expect.arrayContaining([expect.objectContaining({ code: "cut_short" })]),
    });
    expect(await keysOf(origin)).toContain("/docs/deep/2");
  });

  test("isn't read where robots.txt can't be had", async () => {
    const served = await site({ "/": htmlPage("A", "Text."), "/robots.txt": { status: 500 } });
    const id = await source({ kind: "site", url: `${served.origin}/`, depthMax: 1, pagesMax: 5 });
    expect(await run(id)).toMatchObject({
      ...counts(0, 0, 0, 0, 1),
      problems: [{ code: "source_unreachable" }],
    });
    expect(served.requests.map(({ path }) => path)).not.toContain("/");
  });
});

describe("a feed", () => {
  test("brings in the pages of its entries and keeps those that left it", async () => {
    const served = await site({});
    const { origin, pages } = served;
    const feedOf = (...items: string[]) => ({
      body: `<rss><channel>${items.join("")}</channel></rss>`,
      headers: { "content-type": "application/rss+xml" },
    });
    const item = (path: string) => `<item><title>${path}</title><link>${origin}${path}</link></item>`;
    const note =
      '<item><guid isPermaLink="false">note-1</guid><title>A note</title><description>Only in the feed.</description></item>';
    pages["/1"] = htmlPage("One", "Entry one.");
    pages["/2"] = htmlPage("Two", "Entry two.");
    pages["/feed"] = feedOf(item("/2"), item("/1"), note);
    const id = await source({ kind: "feed", url: `${origin}/feed`, entriesMax: 10 });
    expect(await run(id)).toMatchObject(counts(3, 0, 0, 0, 0));
    pages["/3"] = htmlPage("Three", "Entry three.");
    pages["/2"] = undefined;
    pages["/feed"] = feedOf(item("/3"), item("/2"));
    expect(await run(id)).toMatchObject(counts(1, 0, 1, 0, 0));
    expect(await keysOf(origin)).toEqual(["/1", "/3", "/feed#note-1"]);
  });
});

describe("a folder", () => {
  test("is read without its hidden files, and out of it no link leads", async () => {
    const outside = await mkdtemp(join(tmpdir(), "outside-"));
    const folder = await mkdtemp(join(tmpdir(), "inside-"));
    await writeFile(join(outside, "secret.txt"), "A secret of the server.");
    await mkdir(join(folder, "sub"));
    await mkdir(join(folder, ".git"));
    await writeFile(join(folder, "a.md"), "# A");
    await writeFile(join(folder, "sub", "b.txt"), "B.");
    await writeFile(join(folder, ".hidden.txt"), "Hidden.");
    await writeFile(join(folder, ".git", "c.txt"), "Hidden, too.");
    await writeFile(join(folder, "film.mkv"), "x");
    await symlink(join(outside, "secret.txt"), join(folder, "leak.txt"));
    await symlink(outside, join(folder, "leak"));
    await symlink(join(folder, "a.md"), join(folder, "alias.md"));
    const id = await source({ kind: "folder", path: folder });
    const first = await run(id);
    expect(first).toMatchObject(counts(2, 0, 0, 0, 3));
    expect(first.problems.map(({ key, code }) => [key, code]).sort()).toEqual([
      ["film.mkv", "unsupported_file_type"],
      ["leak", "folder_refused"],
      ["leak.txt", "folder_refused"],
    ]);
    expect(await keysOf("")).toEqual(["a.md", "sub/b.txt"]);

    await ingestAll();
    const before = (await documents()).find(({ sourceKey }) => sourceKey === "sub/b.txt");
    await rename(join(folder, "sub", "b.txt"), join(folder, "moved.txt"));
    await writeFile(join(folder, "a.md"), "# A, longer");
    expect(await run(id)).toMatchObject(counts(0, 1, 0, 1, 3));
    const after = (await documents()).find(({ sourceKey }) => sourceKey === "moved.txt");
    expect(after?.id).toBe(before?.id); // with its history, and what cites it
    await rm(join(folder, "moved.txt"));
    expect(await run(id)).toMatchObject(counts(0, 0, 1, 1, 3));

    await rm(folder, { recursive: true });
    expect(await runServed(id)).toMatchObject({
      status: "failed",
      errorCode: "source_unreachable",
      removed: 0,
    });
    expect(new Set(await keysOf(""))).toEqual(new Set(["a.md"]));
    await rm(outside, { recursive: true });
  });

  test("that isn't under one that the operator opened is refused", async () => {
    for (const path of ["/etc", `${tmpdir()}/../etc`, "relative", `${tmpdir()}x`])
      await expect(source({ kind: "folder", path })).rejects.toMatchObject({ code: "folder_refused" });
  });

  test("that becomes a link to one that isn't opened is refused when it is read", async () => {
    const path = join(tmpdir(), `link-${crypto.randomUUID()}`);
    await symlink("/etc", path);
    const id = await source({ kind: "folder", path });
    expect(await runServed(id)).toMatchObject({ status: "failed", errorCode: "folder_refused", added: 0 });
    await rm(path);
  });
});

describe("a bucket", () => {
  test("is listed page by page with signed requests, and read by what changed", async () => {
    const bucket = await serveBucket("docs", "AKIATEST", {
      "hand/a.txt": "One.",
      "hand/b c+d&é.txt": "Two.",
      "hand/sub/": "",
      "hand/x.mkv": "film",
      "other/e.txt": "Not under the prefix.",
    });
    sites.push(bucket);
    const config = {
      kind: "s3" as const,
      bucket: "docs",
      prefix: "hand/",
      region: "eu-test-1",
      endpoint: bucket.endpoint,
    };
    const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "a secret key" };
    const id = await source(config, credentials);
    expect(await run(id)).toMatchObject(counts(2, 0, 0, 0, 1));
    expect(await keysOf("")).toEqual(["hand/a.txt", "hand/b c+d&é.txt"]);

    bucket.objects["hand/a.txt"] = "One, changed.";
    delete bucket.objects["hand/b c+d&é.txt"];
    bucket.objects["hand/f.txt"] = "New.";
    bucket.requests.length = 0;
    expect(await run(id)).toMatchObject(counts(1, 1, 1, 0, 1));
    bucket.requests.length = 0;
    expect(await run(id)).toMatchObject(counts(0, 0, 0, 2, 1));
    expect(bucket.requests.every(({ path }) => path.includes("list-type=2"))).toBe(true);

    const denied = await source(config);
    expect(await runServed(denied)).toMatchObject({
      status: "failed",
      errorMessage: expect.stringContaining("AccessDenied"),
    });
    const { rows } = await asSystem((tx) =>
      tx.$client.query("SELECT s::text AS row FROM sources s WHERE id = $1", [id]),
    );
    expect(rows[0].row).not.toContain("a secret key");
  });
});

describe("a run", () => {
  const onePage = async () => {
    const served = await site({ "/a": htmlPage("A", `Text ${crypto.randomUUID()}.`) });
    return { served, id: await source({ kind: "url", url: `${served.origin}/a` }) };
  };

  test("brings back a document that was deleted by hand, though the page hasn't changed", async () => {
    const { served, id } = await onePage();
    served.pages["/a"] = { ...served.pages["/a"], etag: '"1"' };
    await run(id);
    await removeDocument(tenant.admin, (await documents())[0]?.id ?? "");
    expect(await run(id)).toMatchObject(counts(1, 0, 0, 0, 0));
  });

  test("keeps the document of a page that can't be read as it is now", async () => {
    const { served, id } = await onePage();
    await run(id);
    served.pages["/a"] = { body: Buffer.from([1, 2, 3, 0, 0, 1]) };
    expect(await run(id)).toMatchObject({
      ...counts(0, 0, 0, 0, 1),
      problems: [{ code: "file_type_mismatch" }],
    });
    expect(await documents()).toHaveLength(1);
  });

  test("takes the same bytes at two addresses for one document, which stays while one of them does", async () => {
    const twin = htmlPage("Twin", "The same page twice.");
    const served = await site({ "/a": twin, "/b": twin });
    served.pages["/sitemap.xml"] = sitemapOf(served.origin, "/a", "/b");
    const id = await source({ kind: "sitemap", url: `${served.origin}/sitemap.xml`, pagesMax: 10 });
    expect(await run(id)).toMatchObject(counts(1, 0, 0, 1, 0));
    served.pages["/sitemap.xml"] = sitemapOf(served.origin, "/b");
    expect(await run(id)).toMatchObject(counts(0, 0, 0, 1, 0));
    expect(await keysOf(served.origin)).toEqual(["/b"]);
    expect(await run(id)).toMatchObject(counts(0, 0, 0, 1, 0));
    served.pages["/sitemap.xml"] = sitemapOf(served.origin, "/c");
    expect(await run(id)).toMatchObject({ removed: 1 });
  });

  test("goes on where a dead worker stopped, and counts nothing twice", async () => {
    const served = await site({});
    const { origin, pages } = served;
    for (const name of ["a", "b", "c"]) pages[`/${name}`] = htmlPage(name, `Page ${name}.`);
    pages["/sitemap.xml"] = sitemapOf(origin, "/a", "/b", "/c");
    const id = await source({ kind: "sitemap", url: `${origin}/sitemap.xml`, pagesMax: 10 });
    await requestRun(tenant.admin, id);
    const dying = await claimRun(await liveWorker(), []);
    if (!dying) throw new Error("not claimed");
    const death = new AbortController();
    Object.defineProperty(pages, "/b", {
      configurable: true,
      get: () => {
        death.abort(new Error("killed"));
        return undefined;
      },
    });
    await expect(syncSource(dying, death.signal)).rejects.toThrow("killed");
    Object.defineProperty(pages, "/b", { value: htmlPage("b", "Page b.") });

    expect(await claimRun(await liveWorker(), [])).toBeNull(); // its heart still beats
    await removeHeartbeats([dying.claim.workerId]);
    const next = await claimRun(await liveWorker(), []);
    if (!next) throw new Error("not taken over");
    expect(next.counts).toMatchObject({ added: 1 });
    await expect(finishRun(dying.claim)).rejects.toThrow(RunLostError);
    await syncSource(next, new AbortController().signal);
    const [done] = await listRuns(tenant.admin, id);
    expect(done).toMatchObject(counts(3, 0, 0, 0, 0));
  });

  test("that is cancelled writes nothing any more, and another may begin", async () => {
    const { id } = await onePage();
    const { id: runId } = await requestRun(tenant.admin, id);
    await expect(requestRun(tenant.admin, id)).rejects.toMatchObject({ code: "conflict" });
    const claimed = await claimRun(await liveWorker(), []);
    if (!claimed) throw new Error("not claimed");
    await cancelRun(tenant.admin, id, runId);
    expect(await findLostRuns(claimed.claim.workerId, [runId])).toEqual([runId]);
    await expect(syncSource(claimed, new AbortController().signal)).rejects.toThrow(RunLostError);
    await expect(cancelRun(tenant.admin, id, runId)).rejects.toMatchObject({ code: "conflict" });
    expect(await run(id)).toMatchObject({ status: "done" });
  });

  test("that waits for an answer stops when it is cancelled, and goes to another worker when its own stops", async () => {
    const served = await site({ "/a": { hangs: true } });
    const id = await source({ kind: "url", url: `${served.origin}/a` });
    const isAsked = async (times: number) => {
      while (served.requests.filter(({ path }) => path === "/a").length < times) await setImmediate();
    };
    const { id: runId } = await requestRun(tenant.admin, id);
    const server = serveSources(await liveWorker());
    await server.tend();
    await isAsked(1);
    await cancelRun(tenant.admin, id, runId);
    await server.tend();
    await requestRun(tenant.admin, id);
    while (served.requests.length < 4) await server.tend(); // robots.txt and the page, of each run
    await server.stop();
    expect(await listRuns(tenant.admin, id)).toMatchObject([{ status: "queued" }, { status: "cancelled" }]);
    served.pages["/a"] = htmlPage("A", "Here it is.");
    const heir = serveSources(await liveWorker());
    await heir.tend();
    expect(await ended(id)).toMatchObject(counts(1, 0, 0, 0, 0));
  });

  test("of a source that was deleted leaves no document behind that nobody would remove", async () => {
    const { id } = await onePage();
    await requestRun(tenant.admin, id);
    const claimed = await claimRun(await liveWorker(), []);
    if (!claimed) throw new Error("not claimed");
    await removeSource(tenant.admin, id, "delete");
    await expect(syncSource(claimed, new AbortController().signal)).rejects.toThrow(RunLostError);
    expect(await documents()).toEqual([]);
  });

  test("is begun by a worker when its time has come, and by no other while it is open", async () => {
    const { id } = await onePage();
    await changeSource(tenant.admin, id, { schedule: "0 6 * * *" });
    expect((await findSource(tenant.admin, id)).nextRunAt?.getTime()).toBeGreaterThan(Date.now());
    await asSystem((tx) =>
      tx.$client.query("UPDATE sources SET next_run_at = now() - interval '1 day' WHERE id = $1", [id]),
    );
    const server = serveSources(await liveWorker());
    await server.tend();
    await ended(id);
    expect(await listRuns(tenant.admin, id)).toMatchObject([
      { trigger: "schedule", ...counts(1, 0, 0, 0, 0) },
    ]);
    const { nextRunAt } = await findSource(tenant.admin, id);
    expect(nextRunAt?.getTime()).toBeGreaterThan(Date.now());
    await changeSource(tenant.admin, id, { isEnabled: false });
    expect((await findSource(tenant.admin, id)).nextRunAt).toBeNull();
    await server.stop();
  });
});

describe("deleting a source", () => {
  test("keeps its documents as if they had been uploaded, or removes them", async () => {
    const served = await site({ "/a": htmlPage("A", "Kept."), "/b": htmlPage("B", "Removed.") });
    const [kept, gone] = [
      await source({ kind: "url", url: `${served.origin}/a` }),
      await source({ kind: "url", url: `${served.origin}/b` }),
    ];
    await run(kept);
    await run(gone);
    expect(await removeSource(tenant.admin, kept, "keep")).toEqual({ deletedDocuments: 0 });
    expect(await removeSource(tenant.admin, gone, "delete")).toEqual({ deletedDocuments: 1 });
    expect(await documents()).toMatchObject([{ sourceId: null, sourceKey: `${served.origin}/a` }]);
  });
});
