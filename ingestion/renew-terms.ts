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
  /** Renews some documents' terms. Call it every few seconds. */
  tend(): Promise<void>;
  stop(): void;
}

/**
 * Analyses documents again whose terms an older analyzer made, after an upgrade, or that people gave another title or language: the
 * newest first, beside a worker's documents. Nobody has to upload anything anew; until it's a document's turn it's found by its old
 * terms. Vectors stay as they are. System.
 */
export function renewTerms(): TermRenewer {
  let isStopped = false;
  let isUpgraded = false;
  return {
    async tend() {
      if (isStopped) return;
      const stale = await findStaleDocuments(isUpgraded ? null : analyzerVersion, documentsPerRound);
      // Whatever is indexed from now on is of this version.
      if (stale.length === 0) isUpgraded = true;
      for (const document of stale) {
        if (isStopped) return;
        await renew(document);
      }
      if (stale.length > 0) log.info({ documents: stale.length }, "analysed documents again");
    },
    stop() {
      isStopped = true;
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
