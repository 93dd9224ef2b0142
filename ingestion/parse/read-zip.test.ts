import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { makeZip } from "../testing/make-zip.ts";
import { documentZipLimits, readZip } from "./read-zip.ts";

const megabyte = 1024 * 1024;

describe("a ZIP file", () => {
  test("gives its entries' bytes", async () => {
    const entries = await readZip(makeZip({ "a/b.txt": "text", "c.bin": new Uint8Array([0, 1]) }));
    expect(entries.map(({ name, size }) => [name, size])).toEqual([
      ["a/b.txt", 4],
      ["c.bin", 2],
    ]);
    expect((await entries[0]?.read())?.toString()).toBe("text");
  });

  test("can't name a file outside of itself", async () => {
    const entries = await readZip(makeZip({ "../../etc/passwd": "x", "/root/a": "y", "C:\\b\\..\\c": "z" }));
    expect(entries.map(({ name }) => name)).toEqual(["etc/passwd", "root/a", "b/c"]);
  });

  test("with too many entries is refused", async () => {
    const zip = makeZip({ a: "1", b: "2", c: "3" });
    const reading = readZip(zip, { ...documentZipLimits, entriesMax: 2 });
    await expect(reading).rejects.toMatchObject({ code: "archive_refused" });
  });

  test("that unpacks to hundreds of times its size is refused", async () => {
    const bomb = makeZip({ "zeros.xml": new Uint8Array(20 * megabyte) });
    await expect(readZip(bomb)).rejects.toMatchObject({ code: "archive_refused" });
  });

  test("gives no more bytes in all than its limit", async () => {
    const limits = { ...documentZipLimits, totalBytesMax: 5 };
    const [first, second] = await readZip(makeZip({ a: "1234", b: "5678" }), limits);
    expect((await first?.read())?.length).toBe(4);
    await expect(second?.read()).rejects.toMatchObject({ code: "archive_refused" });
  });

  test("whose entry inflates to more than it claims is damaged", async () => {
    const zip = makeZip({ "a.txt": Buffer.alloc(5000, "a") });
    const directory = zip.indexOf(Buffer.from("504b0102", "hex"));
    zip.writeUInt32LE(10, directory + 24); // the size that the directory claims
    const [entry] = await readZip(zip);
    await expect(entry?.read()).rejects.toMatchObject({ code: "corrupt_file" });
  });

  test("whose entries share bytes is refused", async () => {
    const zip = makeZip({ "a.txt": "same bytes", "b.txt": "same bytes" });
    const first = zip.indexOf(Buffer.from("504b0102", "hex"));
    const second = zip.indexOf(Buffer.from("504b0102", "hex"), first + 4);
    zip.writeUInt32LE(0, second + 42); // both begin with the first one's header
    await expect(readZip(zip)).rejects.toMatchObject({ code: "archive_refused" });
  });

  test("whose content is damaged says so to whoever reads it", async () => {
    const zip = makeZip({ "a.txt": Array.from({ length: 3000 }, (_, i) => i * i).join(" ") });
    zip.fill(0xff, 36, 200);
    const [entry] = await readZip(zip);
    const stream = await entry?.openStream();
    await expect(text(stream as Readable)).rejects.toThrow();
    await expect(entry?.read()).rejects.toMatchObject({ code: "corrupt_file" });
  });

  test("that is cut off, or none at all, is damaged", async () => {
    const zip = makeZip({ "a.txt": "text" });
    for (const bytes of [zip.subarray(0, 40), Buffer.from("PK nothing"), Buffer.alloc(0)])
      await expect(readZip(bytes)).rejects.toMatchObject({ code: "corrupt_file" });
  });
});
