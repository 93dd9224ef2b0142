import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";

const tenantId = "00000000-0000-0000-0000-00000000000a";
let blobs: typeof import("./blobs.ts");
let staging: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "lectern-blobs-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.resetModules(); // the environment is read once per process
  blobs = await import("./blobs.ts");
  staging = join(folder, "blobs", "staging");
  return () => rm(folder, { recursive: true });
});
afterAll(() => vi.unstubAllEnvs());

describe("the blob store", () => {
  test("shows a blob under its hash only when it's kept, whole", async () => {
    const staged = await blobs.stageBlob(tenantId, Readable.from(["Grüße, ", Buffer.from("Köln")]), 100);
    const path = blobs.blobPath(tenantId, staged.hash);
    expect(staged.byteSize).toBe(Buffer.byteLength("Grüße, Köln"));
    await expect(readFile(path)).rejects.toMatchObject({ code: "ENOENT" });
    await staged.keep();
    await staged.discard();
    expect(await readFile(path, "utf8")).toBe("Grüße, Köln");
    const part = await blobs.readBlob(tenantId, staged.hash, { start: 0, end: 1 });
    expect(Buffer.concat(await part.toArray()).toString()).toBe("Gr");
    expect(await blobs.deleteBlob(tenantId, staged.hash)).toBe(true);
    expect(await blobs.deleteBlob(tenantId, staged.hash)).toBe(false);
    await expect(blobs.readBlob(tenantId, staged.hash)).rejects.toMatchObject({
      code: "blob_store_unavailable",
    });
  });

  test("keeps a blob that somebody came to need while it was being deleted", async () => {
    const staged = await blobs.stageBlob(tenantId, Readable.from(["wanted"]), 100);
    await staged.keep();
    expect(await blobs.deleteBlob(tenantId, staged.hash, async () => true)).toBe(false);
    expect(await blobs.hasBlob(tenantId, staged.hash)).toBe(true);
    // The other way round: it was deleted between being put in place and being referred to.
    await blobs.deleteBlob(tenantId, staged.hash);
    await staged.keep();
    expect(await readFile(blobs.blobPath(tenantId, staged.hash), "utf8")).toBe("wanted");
    await staged.discard();
    expect(await readdir(staging)).toEqual([]);
  });

  test("leaves nothing of a stream that is too long or breaks", async () => {
    const long = blobs.stageBlob(tenantId, Readable.from(["12345", "6"]), 5);
    await expect(long).rejects.toMatchObject({ code: "file_too_large" });
    const broken = new Readable({ read: () => broken.destroy(new Error("gone")) });
    await expect(blobs.stageBlob(tenantId, broken, 5)).rejects.toThrow("gone");
    expect(await readdir(staging)).toEqual([]);
  });

  test("that can't be written refuses the upload", async () => {
    await mkdir(join(staging, ".."), { recursive: true });
    await writeFile(staging, "a file where the folder should be");
    await expect(blobs.stageBlob(tenantId, Readable.from(["a"]), 5)).rejects.toMatchObject({
      code: "blob_store_unavailable",
      status: 503,
    });
  });

  test("clears what was left by crashes, and not what is on its way", async () => {
    await mkdir(staging, { recursive: true });
    await writeFile(join(staging, "old"), "");
    await writeFile(join(staging, "new"), "");
    await utimes(join(staging, "old"), 0, 0);
    await blobs.clearStaging();
    expect(await readdir(staging)).toEqual(["new"]);
  });
});
