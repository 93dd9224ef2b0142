import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "../db/client.ts";
import { countStrayTerms } from "../db/collection-terms.ts";
import { claimDocument } from "../db/document-claims.ts";
import { findDocument } from "../db/documents.ts";
import { loadMessages } from "../db/messages.ts";
import { findSearchScope } from "../db/search.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import { makeTurn, unreadStream } from "../db/testing/make-turn.ts";
import { answerQuestion, retrieve } from "../lib/answer-question.ts";
import type { DeletionCounts } from "../lib/document.ts";
import { env } from "../lib/env.ts";
import { liveModels } from "../lib/models/live-models.ts";
import { startMeter } from "../lib/models/meter.ts";
import { removedSentence } from "../lib/redact-answer.ts";
import type { Turn } from "../lib/turn.ts";
import { blobPath } from "./blobs.ts";
import { removeCollection, removeDocument } from "./delete-documents.ts";
import { ingestDocument } from "./ingest-document.ts";
import { closeQueue } from "./queue.ts";
import { ingestText } from "./testing/ingest-text.ts";
import { acceptUpload } from "./upload.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(() => closeQueue(1000));

/** Every table of the database, whatever its schema, with a row in which the word stands. */
async function tablesHolding(word: string): Promise<string[]> {
  return asSystem(async (tx) => {
    const { rows: tables } = await tx.$client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    expect(tables.length).toBeGreaterThan(25);
    const holding: string[] = [];
    for (const { name } of tables) {
      const found = await tx.$client.query(
        `SELECT FROM ${name} t WHERE t::text ILIKE '%' || $1 || '%' LIMIT 1`,
        [word],
      );
      if (found.rowCount) holding.push(name.replace(/.*\./, "").replace(/^chunks_\w{32}$/, "chunks"));
    }
    return [...new Set(holding)].toSorted();
  });
}

/** Letters alone: digits would be read as numbers, which answers are checked for. */
const uniqueWord = (start: string) => start + crypto.randomUUID().replaceAll(/[^a-f]/g, "");

const zero: DeletionCounts = {
  documents: 0,
  chunks: 0,
  archivedChunks: 0,
  vectors: 0,
  bm25Entries: 0,
  words: 0,
  stagedVectors: 0,
  cachedAnswers: 0,
  quotes: 0,
  jobs: 0,
  blobs: 0,
};

async function plant(word: string) {
  const { owner, member, tenantId } = tenant;
  await ingestText(owner, { fileName: "hotel.md", text: "The hotel rate in Lisbon is 140 euros." });
  const send = (text: string, replaces?: string) =>
    acceptUpload(owner, { stream: Readable.from([text]), fileName: `${word}.md`, replaces });
  const first = await send(`# The ${word} vault\n\nThe code word of the vault was ${word}one.`);
  const publish = async (id: string) => {
    const claimed = await claimDocument(tenantId, id, crypto.randomUUID());
    if (claimed) await ingestDocument(claimed);
  };
  await publish(first.document.id);
  const early = makeTurn(member, "What is the code word of the vault?");
  await answerQuestion(early, unreadStream);
  const second = await send(
    `# The ${word} vault\n\nThe code word of the vault is ${word}two.`,
    first.document.id,
  );
  await publish(second.document.id);
  const waiting = await send(`The code word of the vault will be ${word}three.`, first.document.id);
  const late = makeTurn(owner, "What is the code word of the vault, and what is the hotel rate in Lisbon?");
  await answerQuestion(late, unreadStream);
  await asSystem(async (tx) => {
    const { collectionId, contentHash } = second.document;
    await tx.$client.query(
      `WITH r AS (INSERT INTO reembeddings (id, tenant_id, collection_id, embedding_model, embedding_dimensions)
                  VALUES (gen_random_uuid(), $1, $2, 'other', 2) RETURNING id)
       INSERT INTO staged_embeddings SELECT $1, r.id, c.id, '[1,0]' FROM r, chunks c WHERE c.document_id = $3`,
      [tenantId, collectionId, second.document.id],
    );
    await tx.$client.query(
      `INSERT INTO chunk_previews (id, tenant_id, file_name, media_type, byte_size, content_hash, parser, chunking, embedding_model, result)
       VALUES (gen_random_uuid(), $1, 'x', 'text/plain', 1, $2, 'builtin', '{}', 'x', $3)`,
      [tenantId, contentHash, JSON.stringify({ text: word })],
    );
    await tx.$client.query(
      "INSERT INTO pgboss.job (name, data) SELECT 'ingest-failed', $1::jsonb WHERE EXISTS (SELECT FROM pgboss.queue WHERE name = 'ingest-failed')",
      [JSON.stringify({ documentId: waiting.document.id, tenantId })],
    );
  });
  return { first, second, waiting, early, late };
}

test("a document that was cited, cached, replaced and previewed leaves nothing anywhere", async () => {
  const word = uniqueWord("heron");
  const { first, second, waiting, early, late } = await plant(word);
  expect(await tablesHolding(word)).toEqual([
    "answer_cache",
    "archived_chunks",
    "chunk_previews",
    "chunks",
    "citations",
    "collection_terms",
    "documents",
    "messages",
  ]);
  const textOf = async (turn: Turn) =>
    JSON.stringify((await loadMessages(turn.principal, turn.conversationId)).at(-1));
  expect(await textOf(early)).toContain(`${word}one`);
  expect(await textOf(late)).toContain(`${word}two`);

  const receipt = await removeDocument(tenant.admin, first.document.id);
  expect(receipt).toMatchObject({ documentId: first.document.id, versions: 3, remaining: zero });
  expect(receipt.removed).toMatchObject({
    documents: 3,
    chunks: 1,
    archivedChunks: 1,
    vectors: 1,
    bm25Entries: 1,
    stagedVectors: 1,
    cachedAnswers: 1,
    blobs: 3,
  });
  expect(receipt.removed.quotes).toBeGreaterThanOrEqual(2);
  // Its title, and what the code word is. That of the version before went with that one.
  expect(receipt.removed.words).toBeGreaterThanOrEqual(2);
  expect(receipt.removed.jobs).toBeGreaterThanOrEqual(1);
  expect(await tablesHolding(word)).toEqual([]);
  for (const { document } of [first, second, waiting])
    expect(existsSync(blobPath(tenant.tenantId, document.contentHash))).toBe(false);

  // What else was said stands, with its mark where it belongs.
  expect(await textOf(early)).toContain(removedSentence);
  const message = (await loadMessages(late.principal, late.conversationId)).at(-1);
  const text = message?.parts.find((part) => part.type === "text")?.text ?? "";
  expect(text).toContain("140 euros");
  const marks = message?.parts.flatMap((part) => (part.type === "data-citation" ? [part.data] : [])) ?? [];
  expect(marks.length).toBeGreaterThan(0);
  for (const { position, index } of marks) expect(text.startsWith(`[${index}]`, position)).toBe(true);

  const { chunks } = await retrieve(
    tenant.member,
    { question: "code word of the vault", scope: await findSearchScope(tenant.member, null) },
    { models: liveModels, meter: startMeter({ principal: tenant.member, requestId: "test" }) },
  );
  expect(chunks.map(({ documentId }) => documentId)).not.toContain(second.document.id);
  await expect(findDocument(tenant.owner, second.document.id)).rejects.toMatchObject({
    code: "document_not_found",
  });
});

test("the words of a deleted document are forgotten, those of others counted on, and a word that is left is told", async () => {
  const { owner, tenantId } = tenant;
  const [own, shared] = [uniqueWord("ibis"), uniqueWord("crane")];
  const put = (text: string) => ingestText(owner, { fileName: "w.txt", text, collection: "Words" });
  const id = await put(`${own} and ${shared}.`);
  await put(`Again ${shared}.`);
  const known = () =>
    asSystem(async (tx) => {
      const { rows } = await tx.$client.query(
        `SELECT term, chunk_count AS count FROM collection_terms
         WHERE tenant_id = $1 AND (term LIKE 'ibis%' OR term LIKE 'crane%') ORDER BY term`,
        [tenantId],
      );
      return rows.map(({ count }) => count);
    });
  expect(await known()).toEqual([2, 1]);
  const { removed, remaining } = await removeDocument(owner, id);
  expect(await known()).toEqual([1]);
  expect(removed.words).toBe(1);
  expect(remaining.words).toBe(0);

  const { collectionId } = await findDocument(owner, await put("Something else."));
  const count = (terms: string[]) =>
    asSystem((tx) => countStrayTerms(tx, tenantId, { collectionIds: [collectionId], terms }));
  await asSystem((tx) =>
    tx.$client.query(
      "INSERT INTO collection_terms (tenant_id, collection_id, term, chunk_count) VALUES ($1, $2, 'stray', 1)",
      [tenantId, collectionId],
    ),
  );
  expect(await count(["stray", "els"])).toBe(1);
});

test("the receipt tells of what couldn't be deleted", async () => {
  const id = await ingestText(tenant.owner, { fileName: "stuck.txt", text: "The bytes are stuck." });
  const { contentHash } = await findDocument(tenant.owner, id);
  const path = blobPath(tenant.tenantId, contentHash);
  const staging = `${env().DATA_DIR}/blobs/staging`;
  await rm(staging, { recursive: true, force: true });
  await writeFile(staging, "a file where the folder should be");
  try {
    const { removed, remaining } = await removeDocument(tenant.owner, id);
    expect(removed).toMatchObject({ documents: 1, blobs: 0 });
    expect(remaining).toEqual({ ...zero, blobs: 1 });
    expect(existsSync(path)).toBe(true);
  } finally {
    await rm(staging);
  }
});

test("a whole collection goes with one receipt, and keeps the bytes that another has too", async () => {
  const word = uniqueWord("walrus");
  const put = (text: string, collection: string) =>
    ingestText(tenant.owner, { fileName: "w.txt", text, collection });
  const shared = await put(`Shared by two: ${word}.`, "Doomed");
  await put(`Of one alone: ${word}.`, "Doomed");
  await put(`Shared by two: ${word}.`, "Spared");
  const { collectionId } = await findDocument(tenant.owner, shared);
  const receipt = await removeCollection(tenant.owner, collectionId);
  expect(receipt).toMatchObject({
    collectionId,
    removed: { documents: 2, chunks: 2, vectors: 2, bm25Entries: 2, blobs: 1 },
    remaining: zero,
  });
});
