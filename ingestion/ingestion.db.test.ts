import { existsSync } from "node:fs";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listChunks, publishDocument } from "../db/chunks.ts";
import { asSystem } from "../db/client.ts";
import { ensureCollection, findCollection, listCollections } from "../db/collections.ts";
import { ClaimLostError, claimDocument } from "../db/document-claims.ts";
import { findQueuePlaces } from "../db/document-queue.ts";
import { findDocument, listDocuments } from "../db/documents.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import { removeHeartbeats } from "../db/worker-heartbeats.ts";
import { AppError } from "../lib/errors.ts";
import { embedTexts } from "../lib/models/embed.ts";
import { blobPath } from "./blobs.ts";
import { createSampleCollection, sampleCollectionName } from "./create-sample-collection.ts";
import { removeCollection, removeDocument } from "./delete-documents.ts";
import { closeQueue } from "./queue.ts";
import { ingestText } from "./testing/ingest-text.ts";
import { waitUntilSettled } from "./testing/wait-until-settled.ts";
import { acceptUpload, retryUpload } from "./upload.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(() => closeQueue(1000));

const upload = (text: string, fileName = "note.md", collection?: string, by = tenant.owner) =>
  acceptUpload(by, { stream: Readable.from([text]), fileName, collection });

async function countRows(sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await asSystem((tx) => tx.$client.query(`SELECT count(*)::int AS n FROM ${sql}`, values));
  return rows[0].n;
}

describe("an upload", () => {
  test("is a queued document with a job and its bytes, under the name of the file", async () => {
    const { document, isDuplicate } = await upload("# Plan\n\nWe meet at noon.", "../dir/plan of June.md");
    expect(isDuplicate).toBe(false);
    expect(document).toMatchObject({
      status: "queued",
      title: "plan of June",
      fileName: "plan of June.md",
      byteSize: 24,
    });
    expect(await countRows("pgboss.job WHERE id = $1 AND state = 'created'", document.id)).toBe(1);
    expect(existsSync(blobPath(tenant.tenantId, document.contentHash))).toBe(true);
    await removeDocument(tenant.owner, document.id);
  });

  test("of the same bytes into the same collection is the same document", async () => {
    const first = await upload("Only once.", "a.txt", "Once");
    const second = await upload("Only once.", "b.txt", "once");
    const elsewhere = await upload("Only once.", "a.txt", "Elsewhere");
    expect(second).toMatchObject({ isDuplicate: true, document: { id: first.document.id } });
    expect(elsewhere.document.id).not.toBe(first.document.id);
    const byId = await upload("Only once.", "c.txt", first.document.collectionId);
    expect(byId.document.id).toBe(first.document.id);
  });

  test.each([
    ["0 bytes", "", "a.txt", undefined, "empty_file"],
    ["binary named .txt", "\u0001\u0002\u0003".repeat(50), "a.txt", undefined, "file_type_mismatch"],
    ["another type", "a,b", "a.xyz", undefined, "unsupported_file_type"],
    ["an unknown collection's id", "text", "a.txt", crypto.randomUUID(), "collection_not_found"],
  ])("of %s is refused and writes nothing", async (_what, content, fileName, collection, code) => {
    const before = await countRows("documents");
    await expect(upload(content, fileName, collection)).rejects.toMatchObject({ code });
    expect(await countRows("documents")).toBe(before);
  });

  test("above the size limit is refused as soon as it is", async () => {
    let sent = 0;
    const megabyte = "x".repeat(1024 * 1024);
    const endless = Readable.from(
      (function* () {
        for (;;) {
          sent += 1;
          yield megabyte;
        }
      })(),
    );
    await expect(acceptUpload(tenant.owner, { stream: endless, fileName: "a.txt" })).rejects.toMatchObject({
      code: "file_too_large",
    });
    expect(sent).toBeLessThan(60);
  });

  test("waits behind its own tenant's documents and not behind another's", async () => {
    const [big, small] = [await createTestTenant(), await createTestTenant()];
    const many = [];
    for (let i = 0; i < 5; i++) many.push((await upload(`Text ${i}`, "t.txt", "Q", big.owner)).document.id);
    const one = (await upload("Text", "t.txt", "Q", small.owner)).document.id;
    const places = await findQueuePlaces([...many, one]);
    const order = [...places].sort((a, b) => a[1].position - b[1].position).map(([id]) => id);
    expect(order).toEqual([many[0], one, ...many.slice(1)]);
  });
});

describe("a claim", () => {
  test("is one worker's alone while it lives, and the next one's when it is dead", async () => {
    const { document } = await upload("Claimed text.", "claim.txt");
    const { tenantId } = tenant;
    const [alive, other] = [crypto.randomUUID(), crypto.randomUUID()];
    await asSystem((tx) =>
      tx.$client.query("INSERT INTO worker_heartbeats VALUES ($1, 'elsewhere', 1)", [alive]),
    );
    expect(await claimDocument(tenantId, document.id, alive)).toMatchObject({ status: "parsing" });
    expect(await claimDocument(tenantId, document.id, other)).toBeNull();
    expect(await claimDocument(tenantId, document.id, alive)).toBeNull();
    await removeHeartbeats([alive]);
    expect(await claimDocument(tenantId, document.id, other)).not.toBeNull();
  });

  test("that is lost writes nothing any more", async () => {
    const { document } = await upload("Taken over.", "over.txt");
    const first = await claimDocument(tenant.tenantId, document.id, crypto.randomUUID());
    const second = await claimDocument(tenant.tenantId, document.id, crypto.randomUUID());
    if (!first || !second) throw new Error("not claimed");
    const nothing = {
      title: "x",
      language: "eng",
      given: { title: null, language: null },
      analyzerVersion: 1,
      receipt: {} as never,
      embeddingModel: "x",
      embeddingDimensions: 3,
      chunks: [],
    };
    await expect(publishDocument(first.claim, nothing)).rejects.toThrow(ClaimLostError);
    await removeDocument(tenant.owner, document.id);
    await expect(publishDocument(second.claim, nothing)).rejects.toThrow(ClaimLostError);
  });
});

describe("a worker", () => {
  let worker: RunningWorker;
  let failures: AppError[] = [];
  beforeAll(async () => {
    worker = await startWorker({
      embed: async (options) => {
        const failure = failures.shift();
        if (failure) throw failure;
        return embedTexts(options);
      },
    });
  });
  afterAll(() => worker.stop());

  test("makes a document ready, with its chunks in order and a receipt", async () => {
    const text = `# Handbook\n\n${"A sentence of the handbook. ".repeat(150)}\n\n## Leave\n\n${"Leave is granted. ".repeat(120)}`;
    const { document } = await upload(text, "handbook.md", "Ready");
    const ready = await waitUntilSettled(tenant.owner, document.id);
    expect(ready).toMatchObject({ status: "ready", title: "Handbook", errorCode: null });
    const { chunks } = await listChunks(tenant.member, document.id, { limit: 100 });
    expect(chunks.map((chunk) => chunk.ordinal)).toEqual(chunks.map((_, i) => i));
    for (const chunk of chunks) expect(text.slice(chunk.charStart, chunk.charEnd)).toBe(chunk.text);
    expect(ready.receipt).toMatchObject({
      chunks: chunks.length,
      characters: text.length,
      tokens: chunks.reduce((sum, chunk) => sum + chunk.tokenCount, 0),
      pages: null,
    });
    expect((await findCollection(tenant.member, document.collectionId)).version).toBe(1);
    const middle = chunks[1];
    const around = await listChunks(tenant.member, document.id, { around: middle?.id, limit: 3 });
    expect(around.chunks[1]?.id).toBe(middle?.id);
  });

  test("fails a document by the file's own fault at once, and queues it again when asked to", async () => {
    const { document } = await upload("<script>only()</script>", "empty.html", "Failing");
    const failed = await waitUntilSettled(tenant.owner, document.id);
    expect(failed).toMatchObject({ status: "failed", errorCode: "no_text_found", receipt: null });
    const again = await upload("<script>only()</script>", "empty.html", "Failing");
    expect(again).toMatchObject({ isDuplicate: true, document: { id: document.id, status: "queued" } });
    await waitUntilSettled(tenant.owner, document.id);
    expect((await retryUpload(tenant.owner, document.id)).status).toBe("queued");
    await waitUntilSettled(tenant.owner, document.id);
  });

  test("tries again when the fault isn't the file's", async () => {
    failures = [new AppError("embedding_failed")];
    const { document } = await upload("Patience is rewarded.", "patience.txt");
    expect(await waitUntilSettled(tenant.owner, document.id)).toMatchObject({
      status: "ready",
      errorCode: null,
    });
    expect(failures).toHaveLength(0);
  });

  test("refuses vectors of another length than the collection's, says why, and takes the document once that is mended", async () => {
    const query = (text: string, id: string) => asSystem((tx) => tx.$client.query(text, [id]));
    const collection = await ensureCollection(tenant.owner, "Shorter", {
      embeddingModel: "builtin/hash-embed",
      embeddingDimensions: 128,
    });
    const { document } = await upload("Too long by two thirds.", "long.txt", collection);
    expect(await waitUntilSettled(tenant.owner, document.id)).toMatchObject({
      status: "failed",
      errorCode: "embedding_length_changed",
      errorMessage: expect.stringContaining("384 numbers now, where 128 are needed"),
    });
    expect(await countRows("chunks WHERE document_id = $1", document.id)).toBe(0);
    await query("UPDATE collections SET embedding_dimensions = 384 WHERE id = $1", collection);
    await retryUpload(tenant.owner, document.id);
    expect(await waitUntilSettled(tenant.owner, document.id)).toMatchObject({ status: "ready" });
  });

  test("picks up a document whose job got lost", async () => {
    const { document } = await upload("Nobody told the worker.", "lost.txt", "Lost");
    await asSystem((tx) => tx.$client.query("DELETE FROM pgboss.job WHERE id = $1", [document.id]));
    expect((await waitUntilSettled(tenant.owner, document.id)).status).toBe("ready");
  });

  test("ingests the sample collection, once however often it's made", async () => {
    const collectionId = await createSampleCollection(tenant.admin);
    expect(await createSampleCollection(tenant.admin)).toBe(collectionId);
    const { documents } = await listDocuments(tenant.member, { collectionId, limit: 100 });
    expect(documents.length).toBeGreaterThanOrEqual(5);
    for (const document of documents)
      expect((await waitUntilSettled(tenant.member, document.id)).status).toBe("ready");
    const collections = await listCollections(tenant.member);
    expect(collections.find((collection) => collection.id === collectionId)).toMatchObject({
      name: sampleCollectionName,
      documentCount: documents.length,
      readyCount: documents.length,
    });
  });
});

describe("a deletion", () => {
  test("leaves no row, no job and no bytes", async () => {
    const id = await ingestText(tenant.owner, {
      fileName: "gone.md",
      text: "# Gone\n\nSoon gone.",
      collection: "Gone",
    });
    const { contentHash } = await findDocument(tenant.owner, id);
    await removeDocument(tenant.owner, id);
    expect(await countRows("documents WHERE id = $1", id)).toBe(0);
    expect(await countRows("chunks WHERE document_id = $1", id)).toBe(0);
    expect(await countRows("pgboss.job WHERE id = $1", id)).toBe(0);
    expect(existsSync(blobPath(tenant.tenantId, contentHash))).toBe(false);
    await expect(removeDocument(tenant.owner, id)).rejects.toMatchObject({ code: "document_not_found" });
  });

  test("of one of two documents with the same bytes keeps the bytes", async () => {
    const [one, two] = [
      await upload("Shared bytes.", "s.txt", "S1"),
      await upload("Shared bytes.", "s.txt", "S2"),
    ];
    const path = blobPath(tenant.tenantId, one.document.contentHash);
    await removeDocument(tenant.owner, one.document.id);
    expect(existsSync(path)).toBe(true);
    await removeCollection(tenant.owner, two.document.collectionId);
    expect(existsSync(path)).toBe(false);
    await expect(findCollection(tenant.owner, two.document.collectionId)).rejects.toMatchObject({
      code: "collection_not_found",
    });
  });
});
