import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serveSite, type TestSite } from "../testing/serve-site.ts";
import { allowedNetworks } from "./allowed-networks.ts";
import { assertAllowedUrl, type GuardedFetch, openGuardedFetch } from "./guarded-fetch.ts";
import { readAtMost } from "./read-at-most.ts";

type Lookup = NonNullable<NonNullable<Parameters<typeof openGuardedFetch>[0]>["lookup"]>;

let site: TestSite;
let inner: TestSite;
const opened: GuardedFetch[] = [];

beforeEach(async () => {
  site = await serveSite({ "/": { body: "Hello." } });
  inner = await serveSite({ "/": { body: "A secret." } }, "127.0.0.2");
});
afterEach(async () => {
  for (const open of opened.splice(0)) await open.close();
  await site.close();
  await inner.close();
});

/** A resolver that gives what is written down, one answer after the other. */
function resolver(...answers: string[][]): Lookup {
  return (_hostName, _options, done) => {
    const addresses = answers.length > 1 ? answers.shift() : answers[0];
    done(
      null,
      (addresses ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
}

function guarded(setting: string, lookup?: Lookup): GuardedFetch {
  const fetch = openGuardedFetch({ networks: allowedNetworks(setting), lookup });
  opened.push(fetch);
  return fetch;
}

const text = async (fetch: GuardedFetch, url: string) =>
  (await readAtMost((await fetch(new URL(url))).body, 1000)).toString();

describe("the guard", () => {
  test("connects to what the operator has opened, by address and by name", async () => {
    expect(await text(guarded("127.0.0.1/32"), site.origin)).toBe("Hello.");
    const byName = guarded("site.test", resolver(["127.0.0.1"]));
    expect(await text(byName, `http://site.test:${site.port}/`)).toBe("Hello.");
  });

  test.each([
    ["a name that resolves to a private address", resolver(["127.0.0.2"])],
    ["a name all of whose addresses are private", resolver(["127.0.0.2", "::1", "10.0.0.1"])],
    ["a mapped address", resolver(["::ffff:127.0.0.2"])],
    ["a name that resolves to nothing", resolver([])],
  ])("refuses %s without connecting", async (_what, lookup) => {
    const fetch = guarded("127.0.0.1/32", lookup);
    await expect(fetch(new URL(`http://evil.test:${inner.port}/`))).rejects.toMatchObject({
      code: "address_refused",
    });
    expect(inner.connections).toBe(0);
  });

  test("looks at the address that is connected to: a name that changes its mind passes once and not twice", async () => {
    const fetch = guarded("127.0.0.1/32", resolver(["127.0.0.1"], ["127.0.0.2"]));
    site.pages["/"] = { body: "First.", headers: { connection: "close" } };
    expect(await text(fetch, `http://evil.test:${site.port}/`)).toBe("First.");
    await expect(fetch(new URL(`http://evil.test:${inner.port}/`))).rejects.toMatchObject({
      code: "address_refused",
    });
    expect(inner.connections).toBe(0);
  });

  test("of several addresses of a name uses only those that are allowed", async () => {
    const fetch = guarded("127.0.0.1/32", resolver(["127.0.0.2", "127.0.0.1"]));
    expect(await text(fetch, `http://both.test:${site.port}/`)).toBe("Hello.");
    expect(inner.connections).toBe(0);
  });

  test.each([
    "http://0x7f.2/",
    "http://2130706434/",
    "http://127.0.0.2/",
    "http://[::ffff:127.0.0.2]/",
    "http://[::1]/",
    "http://169.254.169.254/latest/",
  ])("refuses %s however it is written", async (address) => {
    const fetch = guarded("127.0.0.1/32");
    await expect(fetch(new URL(address))).rejects.toMatchObject({ code: "address_refused" });
  });

  test.each([
    ["another private address", () => `http://127.0.0.2:${inner.port}/`, "address_refused"],
    ["itself for ever", () => "/loop", "source_unreachable"],
    ["a file", () => "file:///etc/passwd", "invalid_request"],
    ["an address with a password", () => "http://user:pass@127.0.0.1/", "invalid_request"],
  ])("refuses a redirect to %s", async (_what, target, code) => {
    site.pages["/loop"] = { status: 302, headers: { location: target() } };
    await expect(guarded("127.0.0.1/32")(new URL("/loop", site.origin))).rejects.toMatchObject({ code });
    expect(inner.connections).toBe(0);
    expect(site.requests.length).toBeLessThanOrEqual(6);
  });
});

describe("an address that somebody gives", () => {
  test.each([
    ["ftp://example.com/", "invalid_request"],
    ["http://user:secret@example.com/", "invalid_request"],
    ["http://192.168.1.1/", "address_refused"],
    ["http://[fd00::1]/", "address_refused"],
  ])("%s is refused at once", (address, code) => {
    expect(() => assertAllowedUrl(new URL(address), allowedNetworks(""))).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test("that is a name waits until it is resolved", () => {
    expect(() => assertAllowedUrl(new URL("https://example.com/a"), allowedNetworks(""))).not.toThrow();
  });
});

describe("an answer", () => {
  test("is decompressed, and no larger than it may be", async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    site.pages["/bomb"] = { body: bomb, headers: { "content-encoding": "gzip" } };
    site.pages["/small"] = { body: gzipSync("Small."), headers: { "content-encoding": "gzip" } };
    const fetch = guarded("127.0.0.1/32");
    expect(await text(fetch, `${site.origin}/small`)).toBe("Small.");
    await expect(text(fetch, `${site.origin}/bomb`)).rejects.toMatchObject({ code: "file_too_large" });
  });

  test("that says it is compressed and isn't is the source's fault", async () => {
    site.pages["/"] = { body: "plain", headers: { "content-encoding": "gzip" } };
    await expect(text(guarded("127.0.0.1/32"), site.origin)).rejects.toMatchObject({
      code: "source_unreachable",
    });
  });

  test("that never comes is the source's fault, and says which host", async () => {
    const { port } = site;
    await site.close();
    await expect(guarded("127.0.0.1/32")(new URL(`http://127.0.0.1:${port}/`))).rejects.toMatchObject({
      code: "source_unreachable",
      publicMessage: `127.0.0.1:${port} can't be read: it refuses connections.`,
    });
  });
});
