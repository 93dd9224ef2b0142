import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluateSet } from "./evaluate-set.ts";

const ids = {
  guide: "11111111-1111-4111-8111-111111111111",
  guideToo: "22222222-2222-4222-8222-222222222222",
  other: "33333333-3333-4333-8333-333333333333",
};
const documents = [
  { id: ids.guide, fileName: "guide.md" },
  { id: ids.guideToo, fileName: "old guide.md" },
  { id: ids.other, fileName: "other.md" },
];

let server: Server;
let origin: string;
let folder: string;
/** What was asked for, the first time in vain. */
const asked: string[] = [];

/** A stand-in for a running Lectern: it's too busy at first, and finds other.md before guide.md whatever it's asked. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-set-"));
  server = createServer(async (request, response) => {
    const body = await textOf(request);
    asked.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
    if (asked.length === 1) {
      response.writeHead(429, { "retry-after": "0" }).end();
      return;
    }
    const answer = request.url?.startsWith("/api/v1/documents")
      ? { documents, nextCursor: null }
      : {
          results: [ids.other, ids.other, ids.guide].map((documentId) => ({ documentId })),
          timingsMs: { bm25: 2 },
        };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

test("an exported set is measured through the API of a running Lectern", async () => {
  const file = join(folder, "set.json");
  const questions = [
    { question: "What does the guide say?", answer: null, isAnswerable: true, documents: ["guide.md"] },
    { question: "And the other?", answer: "Yes.", isAnswerable: true, documents: [ids.other] },
    { question: "Who is the king?", answer: null, isAnswerable: false, documents: [] },
    { question: "Where is it?", answer: null, isAnswerable: true, documents: ["gone.md"] },
  ];
  await writeFile(file, JSON.stringify({ name: "Ours", questions }));

  const report = await evaluateSet({
    file,
    url: origin,
    apiKey: "key",
    mode: "bm25",
    isReranked: false,
    seed: 1,
  });

  expect(report).toMatchObject({ kind: "retrieval", unanswerable: 1, withoutDocuments: 1 });
  const [dataset] = report.datasets;
  expect(dataset).toMatchObject({ name: "Ours", questions: 2 });
  expect(dataset?.systems[0]?.questions.map((scores) => scores["MRR@10"])).toEqual([1 / 2, 1]);
  expect(dataset?.systems[0]).toMatchObject({ name: "bm25", milliseconds: { bm25: { p50: 2 } } });
  expect(asked[0]).toContain("Bearer key");
  expect(asked.at(-1)).toContain('"mode":"bm25","rerank":false');
});

test("a file without questions is no set", async () => {
  const file = join(folder, "empty.json");
  await writeFile(file, JSON.stringify({ name: "Ours", questions: [] }));
  const options = { file, url: origin, apiKey: "key", mode: "bm25", isReranked: false, seed: 1 } as const;
  await expect(evaluateSet(options)).rejects.toThrow(/no questions/);
});
