import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addPreview, findPreview } from "../db/chunk-previews.ts";
import { ensureCollection } from "../db/collections.ts";
import { listDocuments } from "../db/documents.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import type { ChunkingSettings } from "../lib/document.ts";
import { previewPath } from "./preview-file.ts";
import { requestPreview } from "./request-preview.ts";
import { embeddingOfNewCollections } from "./upload.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let tenant: TestTenant;
let worker: RunningWorker;
let collectionId: string;
beforeAll(async () => {
  tenant = await createTestTenant();
  collectionId = await ensureCollection(
    tenant.owner,
    "Previews",
    await embeddingOfNewCollections(tenant.owner),
  );
  worker = await startWorker();
});
afterAll(() => worker.stop());

const sentences = Array.from({ length: 120 }, (_, i) => `Sentence ${i} says something of its own.`).join(" ");

function ask(text: string, fileName: string, chunking: ChunkingSettings) {
  const settings = Promise.resolve({ chunking, parser: "builtin" as const });
  return requestPreview(tenant.owner, { collectionId, stream: Readable.from([text]), fileName, settings });
}

async function settled(previewId: string) {
  return expect
    .poll(() => findPreview(tenant.owner, previewId), { timeout: 15_000, interval: 50 })
    .not.toMatchObject({ status: "waiting" })
    .then(() => findPreview(tenant.owner, previewId));
}

describe("a preview", () => {
  test("shows a file's chunks under settings that nobody saved, and keeps neither file nor document", async () => {
    const id = await ask(`# Notes\n\n${sentences}`, "notes.md", { tokensMax: 128, overlapShare: 0.2 });
    const { status, result, fileName } = await settled(id);
    expect({ status, fileName }).toEqual({ status: "done", fileName: "notes.md" });
    expect(result?.chunkCount).toBeGreaterThan(5);
    expect(result?.sizes).toHaveLength(result?.chunkCount ?? 0);
    expect(result?.tokens.max).toBeLessThanOrEqual(128);
    const [first, second] = result?.chunks ?? [];
    expect(first).toMatchObject({ ordinal: 0, headingPath: ["Notes"], overlapChars: 0 });
    expect(second?.overlapChars).toBeGreaterThan(0);
    expect(first?.text.endsWith(second?.text.slice(0, second.overlapChars).trimEnd() ?? "-")).toBe(true);
    await expect.poll(() => existsSync(previewPath(id))).toBe(false);
    expect((await listDocuments(tenant.owner, { collectionId, limit: 10 })).documents).toEqual([]);
  });

  test("has as many chunks as the settings make", async () => {
    const [small, large] = await Promise.all([
      ask(sentences, "a.txt", { tokensMax: 64, overlapShare: 0 }),
      ask(sentences, "a.txt", { tokensMax: 2048, overlapShare: 0 }),
    ]);
    expect((await settled(large)).result?.chunkCount).toBe(1);
    expect((await settled(small)).result?.chunkCount).toBeGreaterThan(15);
  });

  test("tells what is wrong with a file", async () => {
    const id = await ask("%PDF-1.7\nnothing of the kind", "broken.pdf", {
      tokensMax: 512,
      overlapShare: 0.1,
    });
    const { status, errorCode, errorMessage, result } = await settled(id);
    expect({ status, errorCode, result }).toEqual({
      status: "failed",
      errorCode: "corrupt_file",
      result: null,
    });
    expect(errorMessage).toBeTruthy();
  });

  test("of an empty file, or by a parser that isn't there, is refused at once and leaves nothing behind", async () => {
    const kept = () => (existsSync(dirname(previewPath("x"))) ? readdirSync(dirname(previewPath("x"))) : []);
    const before = kept();
    await expect(ask("", "empty.txt", { tokensMax: 512, overlapShare: 0 })).rejects.toMatchObject({
      code: "empty_file",
    });
    const settings = Promise.resolve({
      chunking: { tokensMax: 512, overlapShare: 0 },
      parser: "unstructured" as const,
    });
    const stream = Readable.from(["text"]);
    await expect(
      requestPreview(tenant.owner, { collectionId, stream, fileName: "a.txt", settings }),
    ).rejects.toMatchObject({ code: "invalid_request" });
    expect(kept()).toEqual(before);
  });

  test("whose file is gone fails with a reason rather than waiting for ever", async () => {
    const { enqueuePreview } = await (await import("./queue.ts")).jobsWriter();
    const file = { fileName: "a.txt", mediaType: "text/plain", byteSize: 1, contentHash: "0".repeat(64) };
    const settings = { parser: "builtin" as const, chunking: { tokensMax: 512, overlapShare: 0 } };
    const id = await addPreview(
      tenant.owner,
      { ...file, ...settings, embeddingModel: "builtin/hash-embed" },
      enqueuePreview,
    );
    expect(await settled(id)).toMatchObject({ status: "failed", errorCode: "blob_store_unavailable" });
  });
});
