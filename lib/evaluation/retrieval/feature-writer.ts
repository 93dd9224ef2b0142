import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { RetrievalTrace } from "../../search.ts";
import type { DatasetQuery } from "../read-dataset.ts";

/** Writes what the built-in reranker saw of each candidate, with its grade: what its training reads. */
export interface FeatureWriter {
  write(
    dataset: string,
    query: DatasetQuery,
    trace: RetrievalTrace,
    corpusIdsOf: ReadonlyMap<string, string[]>,
  ): void;
  /** Resolves when all is in the file. */
  close(): Promise<void>;
}

/**
 * One JSON line per question: {dataset, id, question, relevant, candidates}, where `relevant` are the grades of all relevant
 * documents, found or not, and `candidates` are the trace's with the corpus ids and the grade of their document.
 */
export function openFeatureWriter(path: string): FeatureWriter {
  const file = createWriteStream(path);
  return {
    write(dataset, { id, text, relevance }, { candidates }, corpusIdsOf) {
      const graded = candidates.map(({ outcome: _, n: __, documentId, ...candidate }) => {
        const corpusIds = corpusIdsOf.get(documentId) ?? [];
        const grade = Math.max(0, ...corpusIds.map((corpusId) => relevance.get(corpusId) ?? 0));
        return { corpusIds, grade, ...candidate };
      });
      const relevant = [...relevance.values()].filter((grade) => grade > 0);
      file.write(`${JSON.stringify({ dataset, id, question: text, relevant, candidates: graded })}\n`);
    },
    async close() {
      file.end();
      await finished(file);
    },
  };
}
