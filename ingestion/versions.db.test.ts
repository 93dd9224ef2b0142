import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listChunks } from "../db/chunks.ts";
import { asSystem } from "../db/client.ts";
import { findCollection } from "../db/collections.ts";
import { claimDocument } from "../db/document-claims.ts";
import { listVersions } from "../db/document-versions.ts";
import { type Document, findDocument, listDocuments } from "../db/documents.ts";
import { searchBm25 } from "../db/search-bm25.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import { analyzeText } from "../lib/analyze-text.ts";
import { openSecret } from "../lib/seal.ts";
import { ingestDocument } from "./ingest-document.ts";
import { closeQueue } from "./queue.ts";
import { acceptUpload, type Upload } from "./upload.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(() => closeQueue(1000));

const send = (text: string, settings: Partial<Upload> = {}) =>
  acceptUpload(tenant.owner, { stream: Readable.from([text]), fileName: "plan.md", ...settings });

async function claim(id: string) {
  const claimed = await claimDocument(tenant.tenantId, id, crypto.randomUUID());
  if (!claimed) throw new Error("not to be had");
  return claimed;
}

async function publish({ document }: { document: Document }): Promise<string> {
  await ingestDocument(await claim(document.id));
  return document.id;
}

/** The documents that word search finds. */
async function found(word: string, collectionId: string): Promise<string[]> {
  const { lists } = await searchBm25(tenant.member, {
    queries: [{ terms: analyzeText(word), phrases: [] }],
    collectionIds: [collectionId],
    limit: 10,
  });
  const { rows } = await asSystem((tx) =>
    tx.$client.query("SELECT DISTINCT document_id AS id FROM chunks WHERE id = ANY ($1)", [
      lists.flat().map(({ chunkId }) => chunkId),
    ]),
  );
  return rows.map((row) => row.id);
}

const textOf = async (id: string, around?: string) =>
  (await listChunks(tenant.member, id, { around, limit: 10 })).chunks.map(({ text }) => text).join("\n");

/** Somebody's answer that cites the document's first chunk, and one in the cache. */
async function cite(documentId: string): Promise<string> {
  const { chunks } = await listChunks(tenant.member, documentId, { limit: 1 });
  const chunkId = chunks[0]?.id ?? "";
  const [conversation, message] = [crypto.randomUUID(), crypto.randomUUID()];
  await asSystem(async (tx) => {
    const { tenantId, member } = tenant;
    const values = [tenantId, member.userId, conversation];
    await tx.$client.query(
      "INSERT INTO conversations (id, tenant_id, user_id, title) VALUES ($3, $1, $2, 't')",
      values,
    );
    await tx.$client.query(
      `INSERT INTO messages (id, tenant_id, user_id, conversation_id, role, text) VALUES ($4, $1, $2, $3, 'assistant', 'So.[1]')`,
      [...values, message],
    );
    await tx.$client.query(
      `INSERT INTO citations (tenant_id, message_id, ordinal, index, position, chunk_id, document_id, title, heading_path, quote, start, "end", verdict)
       VALUES ($1, $2, 0, 1, 3, $3, $4, 't', '{}', 'q', 0, 1, 'supported')`,
      [tenantId, message, chunkId, documentId],
    );
    await tx.$client.query(
      `INSERT INTO answer_cache (tenant_id, key, scope_key, question, answer, document_ids, expires_at)
       VALUES ($1, $2, '', '', '{}', $3, now() + interval '1 hour')`,
      [tenantId, documentId, [documentId]],
    );
  });
  return chunkId;
}

async function isCached(documentId: string): Promise<boolean> {
  const { rowCount } = await asSystem((tx) =>
    tx.$client.query("SELECT FROM answer_cache WHERE key = $1", [documentId]),
  );
  return Boolean(rowCount);
}

describe("a new version", () => {
  test("is found in place of the old one as soon as it's ready and not before; old citations still open the old one", async () => {
    const first = await send("The launch is on Monday, says heron.", {
      collection: "Plans",
      sourceKey: "plan.md",
    });
    const old = await publish(first);
    const { collectionId, lineageId } = first.document;
    const cited = await cite(old);
    const before = await findCollection(tenant.member, collectionId);

    const next = await send("The launch is on Friday, says walrus.", {
      collection: "plans",
      sourceKey: "plan.md",
    });
    expect(next.document).toMatchObject({ version: 2, lineageId, status: "queued" });
    expect(await found("heron", collectionId)).toEqual([old]);
    const inWork = await claim(next.document.id);
    expect(await found("launch", collectionId)).toEqual([old]);
    await ingestDocument(inWork);

    expect(await found("launch", collectionId)).toEqual([next.document.id]);
    expect(await found("heron", collectionId)).toEqual([]);
    expect(await isCached(old)).toBe(false);
    expect((await findCollection(tenant.member, collectionId)).version).toBeGreaterThan(before.version);
    expect((await findCollection(tenant.member, collectionId)).documentCount).toBe(1);
    expect(await textOf(old, cited)).toContain("heron");
    expect(await textOf(old)).toContain("heron");
    expect((await findDocument(tenant.member, old)).supersededAt).not.toBeNull();
    const { documents } = await listDocuments(tenant.member, { collectionId, limit: 10 });
    expect(documents.map(({ id }) => id)).toEqual([next.document.id]);
    expect(await listVersions(tenant.member, lineageId)).toMatchObject([
      { id: next.document.id, version: 2, supersededAt: null },
      { id: old, version: 1, status: "ready", supersededAt: expect.any(Date) },
    ]);
  });

  test("that fails leaves the old one in place, and the next one takes the place of both", async () => {
    const first = await send("Tea is at four, says otter.", { collection: "Tea" });
    const old = await publish(first);
    const { collectionId, lineageId } = first.document;
    const broken = await send("<script>nothing()</script>", { fileName: "tea.html", replaces: old });
    await expect(ingestDocument(await claim(broken.document.id))).rejects.toMatchObject({
      code: "no_text_found",
    });
    expect(await found("otter", collectionId)).toEqual([old]);
    const third = await publish(await send("Tea is at five, says badger.", { replaces: broken.document.id }));
    expect(await found("tea", collectionId)).toEqual([third]);
    const versions = await listVersions(tenant.member, lineageId);
    expect(versions.map(({ version, supersededAt }) => [version, supersededAt === null])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });

  test("that is overtaken goes straight into the archive", async () => {
    const first = await send("One, says finch.", { collection: "Race" });
    const old = await publish(first);
    const { collectionId } = first.document;
    const slow = await send("Two, says stork.", { replaces: old });
    const fast = await send("Three, says crane.", { replaces: old });
    const inWork = await claim(slow.document.id);
    await publish(fast);
    await ingestDocument(inWork);
    expect(await found("stork says finch crane", collectionId)).toEqual([fast.document.id]);
    expect(await textOf(slow.document.id)).toContain("stork");
    expect((await findDocument(tenant.member, fast.document.id)).supersededAt).toBeNull();
  });

  test("of the bytes that are found already is that document, and takes back what waits after it", async () => {
    const first = await send("Steady, says owl.", { collection: "Back" });
    const old = await publish(first);
    const other = await send("Changed, says lynx.", { replaces: old });
    const inWork = await claim(other.document.id);
    expect(await send("Steady, says owl.", { replaces: old })).toMatchObject({
      isDuplicate: true,
      document: { id: old },
    });
    await expect(ingestDocument(inWork)).rejects.toThrow("no longer this worker's");
    expect(await found("owl lynx", first.document.collectionId)).toEqual([old]);
    // And of bytes that were found before: a version of its own again.
    const changed = await publish(await send("Changed, says lynx.", { replaces: old }));
    const again = await send("Steady, says owl.", { replaces: changed });
    expect(again).toMatchObject({ isDuplicate: false, document: { version: 4 } });
    expect(await publish(again)).not.toBe(old);
    expect(await textOf(again.document.id)).toContain("owl");
  });

  test("comes from the same place in the same source alone, and inherits it", async () => {
    const place = { collection: "Places", sourceKey: "a/b.md" };
    const sourceId = crypto.randomUUID();
    const uploaded = await send("By hand.", place);
    const kept = await send("By a source.", { ...place, sourceId, lane: "sync" });
    expect(kept.document).toMatchObject({ version: 1, sourceId, lane: "sync" });
    const next = await send("By hand, again.", { replaces: kept.document.id });
    expect(next.document).toMatchObject({ version: 2, sourceId, sourceKey: "a/b.md", lane: "interactive" });
    const byHand = await send("By hand, changed.", place);
    expect(byHand.document).toMatchObject({
      version: 2,
      lineageId: uploaded.document.lineageId,
      sourceId: null,
    });
  });

  test("numbers don't repeat however many come at once", async () => {
    const { document } = await send("Zero.", { collection: "Crowd", sourceKey: "crowd" });
    const all = await Promise.all(
      ["a", "b", "c", "d", "e"].map((text) => send(text, { collection: "Crowd", sourceKey: "crowd" })),
    );
    expect(all.map((sent) => sent.document.version).toSorted()).toEqual([2, 3, 4, 5, 6]);
    expect(new Set(all.map((sent) => sent.document.lineageId))).toEqual(new Set([document.lineageId]));
  });
});

test("a document that is read again keeps its cited chunks for their citations, and no others", async () => {
  const text = `# One\n\n${"Heron stands. ".repeat(300)}\n\n# Two\n\n${"Walrus swims. ".repeat(300)}`;
  const sent = await send(text, { collection: "Again" });
  const id = await publish(sent);
  const cited = await cite(id);
  const [, second] = (await listChunks(tenant.member, id, { limit: 2 })).chunks;
  await asSystem((tx) => tx.$client.query("UPDATE documents SET status = 'queued' WHERE id = $1", [id]));
  await publish(sent);
  expect(await isCached(id)).toBe(false);
  expect(await textOf(id, cited)).toContain("Heron");
  await expect(textOf(id, second?.id)).rejects.toMatchObject({ code: "not_found" });
  const { chunks } = await listChunks(tenant.member, id, { limit: 100 });
  expect(chunks.map(({ ordinal }) => ordinal)).toEqual(chunks.map((_, i) => i));
  expect(chunks.map((chunk) => chunk.id)).not.toContain(cited);
});

test("a password is kept sealed, and a better one replaces it when the failed file comes again", async () => {
  const sealed = async (id: string) => {
    const { rows } = await asSystem((tx) =>
      tx.$client.query("SELECT sealed_password AS sealed FROM documents WHERE id = $1", [id]),
    );
    return rows[0]?.sealed as string;
  };
  const { document } = await send("Locked.", { collection: "Locked", password: "wrong" });
  expect(await sealed(document.id)).not.toContain("wrong");
  await asSystem((tx) =>
    tx.$client.query("UPDATE documents SET status = 'failed' WHERE id = $1", [document.id]),
  );
  const again = await send("Locked.", { collection: "Locked", password: "right" });
  expect(again).toMatchObject({ isDuplicate: true, document: { id: document.id, status: "queued" } });
  expect(openSecret(await sealed(document.id), "document")).toBe("right");
});
