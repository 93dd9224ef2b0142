import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Span } from "./span-metrics.ts";

export interface SpanDocument {
  id: string;
  /** What it would be uploaded as: its title with the ending that names its format. */
  fileName: string;
  mediaType: "text/markdown" | "text/plain";
  text: string;
}

export interface SpanQuery {
  id: string;
  text: string;
  gold: Span[];
}

const plainDocument = z.object({ id: z.string(), title: z.string(), text: z.string() });
const range = { start: z.int(), end: z.int() };
const query = z.union([
  z.object({
    id: z.string(),
    text: z.string(),
    corpus_id: z.string(),
    references: z.array(z.object({ ...range, text: z.string() })),
  }),
  z.object({
    id: z.string(),
    text: z.string(),
    snippets: z.array(z.object({ ...range, doc_id: z.string(), answer: z.string() })),
  }),
]);

/**
 * Questions with gold spans, in either of two forms: `corpora/*.md` with `references` (Chroma), or `corpus.jsonl` of plain
 * texts with `snippets` (LegalBench-RAG). Throws where a span doesn't hold the text that the set says it does.
 */
export async function loadSpans(
  dataset: string,
): Promise<{ documents: SpanDocument[]; queries: SpanQuery[] }> {
  const names = await readdir(dataset);
  const documents = names.includes("corpora")
    ? await readMarkdownFiles(join(dataset, "corpora"))
    : await readPlainTexts(join(dataset, "corpus.jsonl"));
  const textOf = new Map(documents.map(({ id, text }) => [id, text]));
  const queries = (await readJsonl(join(dataset, "queries.jsonl"), query)).map((row): SpanQuery => {
    const spans =
      "references" in row
        ? row.references.map((span) => ({ ...span, documentId: row.corpus_id }))
        : row.snippets.map(({ doc_id, answer, ...span }) => ({ ...span, documentId: doc_id, text: answer }));
    const wrong = spans.find(
      ({ documentId, start, end, text }) => textOf.get(documentId)?.slice(start, end) !== text,
    );
    if (wrong) throw new Error(`${row.id}: the text at ${wrong.start} isn't what the data set says`);
    const gold = spans.map(({ documentId, start, end }) => {
      const shift = hasMark(textOf.get(documentId) ?? "") ? 1 : 0;
      return { documentId, start: start - shift, end: end - shift };
    });
    return { id: row.id, text: row.text, gold };
  });
  const plain = documents.map((document) => ({
    ...document,
    text: hasMark(document.text) ? document.text.slice(1) : document.text,
  }));
  return { documents: plain, queries };
}

/** A byte order mark counts in the sets' offsets, and is no part of a text that was parsed. */
const hasMark = (text: string) => text.startsWith("\uFEFF");

async function readMarkdownFiles(folder: string): Promise<SpanDocument[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".md")).sort();
  return Promise.all(
    names.map(async (fileName) => ({
      id: fileName.slice(0, -".md".length),
      fileName,
      mediaType: "text/markdown" as const,
      text: await readFile(join(folder, fileName), "utf8"),
    })),
  );
}

async function readPlainTexts(path: string): Promise<SpanDocument[]> {
  const rows = await readJsonl(path, plainDocument);
  return rows.map(({ id, title, text }) => ({ id, fileName: `${title}.txt`, mediaType: "text/plain", text }));
}

async function readJsonl<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => schema.parse(JSON.parse(line)));
}
