import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDataset } from "./read-dataset.ts";
import { rankDocuments } from "./retrieval/rank-documents.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lectern-dataset-"));
  const files = {
    "corpus.jsonl": '{"id":"a","text":"One"}\n{"id":"b","title":"B","text":"Two"}\n',
    "queries.jsonl":
      '{"id":"1","text":"Which?"}\n\n{"id":"2","text":"Unjudged"}\n{"id":"3","text":"Nothing fits"}\n',
    "other.jsonl": '{"id":"1","text":"Which, said otherwise?"}\n',
    "qrels.tsv": "query-id\tcorpus-id\tscore\n1\ta\t2\n1\tb\t0\n3\tb\t0\n",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

test("a set's questions are those that something is relevant for, with their grades", async () => {
  const { corpus, queries } = await readDataset(folder);
  expect(corpus.map(({ id, title }) => [id, title])).toEqual([
    ["a", ""],
    ["b", "B"],
  ]);
  expect(queries).toEqual([
    {
      id: "1",
      text: "Which?",
      relevance: new Map([
        ["a", 2],
        ["b", 0],
      ]),
    },
  ]);
});

test("another file of the folder gives the same questions in other words", async () => {
  const { queries } = await readDataset(folder, "other.jsonl");
  expect(queries.map(({ text }) => text)).toEqual(["Which, said otherwise?"]);
});

test("a line that can't be read is named", async () => {
  await writeFile(join(folder, "broken.jsonl"), '{"id":"1","text":"a"}\n{"id":1}\n');
  await expect(readDataset(folder, "broken.jsonl")).rejects.toThrow(/broken\.jsonl, line 2/);
});

test("a document ranks as its best chunk does, and once", () => {
  const chunks = ["x", "y", "x", "z"].map((documentId) => ({ documentId }));
  const corpusIdsOf = new Map([
    ["x", ["a"]],
    ["y", ["b", "b again"]],
  ]);
  expect(rankDocuments(chunks, corpusIdsOf)).toEqual(["a", "b", "b again"]);
});
