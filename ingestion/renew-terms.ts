import {
  findStaleDocuments,
  loadChunksToAnalyze,
  replaceTerms,
  type StaleDocument,
} from "../db/stale-terms.ts";
import { analyzerVersion } from "../lib/analyze-text.ts";
import { log } from "../lib/log.ts";
import { analyzeChunks } from "./analyze-chunks.ts";

/** Documents in one go; between two of them a stop is heeded. */
const documentsPerRound = 20;

export interface TermRenewer {
  /** Renews some documents' terms; does nothing once none are left. Call it every few seconds. */
  tend(): Promise<void>;
  stop(): void;
}

/**
 * After an upgrade: analyses documents again whose terms an older analyzer made, the newest first, beside a worker's documents. Nobody
 * has to upload anything anew; until it's a document's turn it's found by its old terms. Vectors stay as they are. System.
 */
export function renewTerms(): TermRenewer {
  let isDone = false;
  return {
    async tend() {
      if (isDone) return;
      const stale = await findStaleDocuments(analyzerVersion, documentsPerRound);
      // Whatever is indexed from now on is of this version.
      if (stale.length === 0) isDone = true;
      for (const document of stale) {
        if (isDone) return;
        await renew(document);
      }
      if (stale.length > 0) log.info({ documents: stale.length }, "analysed documents again");
    },
    stop() {
      isDone = true;
    },
  };
}

async function renew(document: StaleDocument): Promise<void> {
  const chunks = await loadChunksToAnalyze(document);
  const { language, terms } = analyzeChunks({ ...document, chunks });
  await replaceTerms(document, {
    language,
    analyzerVersion,
    chunks: chunks.map(({ id }, i) => ({ id, terms: terms[i] ?? [] })),
  });
}
