import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import type { Relevance } from "../retrieval-metrics.ts";

export const corpusDocumentSchema = z.object({
  id: z.string(),
  title: z.string().default(""),
  text: z.string(),
});
export type CorpusDocument = z.infer<typeof corpusDocumentSchema>;

const querySchema = z.object({ id: z.string(), text: z.string() });

export interface DatasetQuery {
  id: string;
  text: string;
  /** Corpus id → grade. */
  relevance: Relevance;
}

export interface Dataset {
  /** The folder's name. */
  name: string;
  corpus: CorpusDocument[];
  /** Those that something is relevant for, as trec_eval counts them, in the file's order. */
  queries: DatasetQuery[];
}

/**
 * Reads a folder with corpus.jsonl {id, title, text}, queries.jsonl {id, text} and qrels.tsv (query id, corpus id, grade; one line
 * of headings). `queriesFile` is another file of queries in the folder, or by its path. Throws where a file is missing, or a line isn't of that form.
 */
export async function readDataset(folder: string, queriesFile = "queries.jsonl"): Promise<Dataset> {
  const corpus = await readJsonl(join(folder, "corpus.jsonl"), corpusDocumentSchema);
  const queries = await readQueries(folder, queriesFile);
  const relevance = await readRelevance(join(folder, "qrels.tsv"));
  return {
    name: basename(folder),
    corpus,
    queries: queries.flatMap(({ id, text }) => {
      const grades = relevance.get(id);
      return grades && [...grades.values()].some((grade) => grade > 0)
        ? [{ id, text, relevance: grades }]
        : [];
    }),
  };
}

/** The queries of one of the folder's files. */
export function readQueries(folder: string, file: string): Promise<{ id: string; text: string }[]> {
  return readJsonl(file.includes("/") ? file : join(folder, file), querySchema);
}

/** One object a line; empty lines are passed over. Throws with the line's number where one isn't of that form. */
export async function readJsonl<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return [schema.parse(JSON.parse(line))];
    } catch (cause) {
      throw new Error(`${path}, line ${i + 1}: ${String(cause)}`, { cause });
    }
  });
}

async function readRelevance(path: string): Promise<Map<string, Map<string, number>>> {
  const byQuery = new Map<string, Map<string, number>>();
  for (const line of (await readFile(path, "utf8")).split("\n").slice(1)) {
    const [queryId, corpusId, grade] = line.trim().split("\t");
    if (!queryId || !corpusId) continue;
    const grades = byQuery.get(queryId) ?? new Map<string, number>();
    byQuery.set(queryId, grades.set(corpusId, Number(grade)));
  }
  return byQuery;
}
