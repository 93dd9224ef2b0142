import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { listChunks } from "../db/chunks.ts";
import { changeCollection } from "../db/collections.ts";
import { claimDocument } from "../db/document-claims.ts";
import { createTestTenant } from "../db/testing/create-test-tenant.ts";
import type { TextBox } from "../lib/document.ts";
import { ingestDocument } from "./ingest-document.ts";
import { acceptUpload } from "./upload.ts";

const lines = Array.from({ length: 60 }, (_, i) => `Line ${i} of the page says something of its own.`);
const text = lines.join("\n");
const boxes = lines.map((line, i): TextBox => {
  const start = text.indexOf(line);
  return [start, start + line.length, 1, 0.1, i / 100, 0.8, 0.01];
});

test("a document is cut by its collection's settings, and its lines' places are kept with the chunks", async () => {
  const { owner, tenantId } = await createTestTenant();
  const stream = Readable.from([text]);
  const { document } = await acceptUpload(owner, { stream, fileName: "page.txt" });
  const chunking = { tokensMax: 100, overlapShare: 0 };
  await changeCollection(owner, document.collectionId, { chunking });
  const claimed = await claimDocument(tenantId, document.id, crypto.randomUUID());
  if (!claimed) throw new Error("the document was taken by somebody else");
  const receipt = await ingestDocument(claimed, {
    parse: async () => ({
      parser: "test",
      title: null,
      text,
      elements: [{ kind: "paragraph", start: 0, end: text.length }],
      pageStarts: [0],
      boxes,
      tables: 0,
      imagesSkipped: 0,
      warnings: [],
    }),
  });
  expect(receipt.chunking).toEqual(chunking);
  const { chunks } = await listChunks(owner, document.id, { limit: 100 });
  expect(chunks.length).toBeGreaterThan(5);
  expect(Math.max(...chunks.map(({ tokenCount }) => tokenCount))).toBeLessThanOrEqual(100);
  const shown = chunks.flatMap((chunk) => chunk.boxes?.map(([start, end]) => chunk.text.slice(start, end)));
  expect(shown).toEqual(lines);
  expect(chunks[1]?.boxes?.[0]?.slice(2)).toEqual(boxes[chunks[0]?.boxes?.length ?? 0]?.slice(2));
});
