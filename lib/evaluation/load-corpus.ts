import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { findDocument } from "../../db/documents.ts";
import { acceptUpload } from "../../ingestion/upload.ts";
import { startWorker } from "../../ingestion/worker.ts";
import { showProgress } from "../../scripts/show-progress.mjs";
import type { Principal } from "../turn.ts";
import { createEvaluationTenant } from "./create-evaluation-tenant.ts";

export const corpusDocumentSchema = z.object({
  id: z.string(),
  title: z.string().default(""),
  text: z.string(),
});
export type CorpusDocument = z.infer<typeof corpusDocumentSchema>;

export interface LoadedCorpus {
  principal: Principal;
  /** The corpus's own id by document id. */
  corpusIdOf: Map<string, string>;
}

/**
 * Uploads a corpus into a fresh tenant, one Markdown file per document with its title as heading, and waits until a worker has
 * ingested all of it. Throws when a document fails. Documents with the same bytes are one document.
 */
export async function loadCorpus(corpus: CorpusDocument[]): Promise<LoadedCorpus> {
  const principal = await createEvaluationTenant();
  const worker = await startWorker();
  try {
    const corpusIdOf = new Map<string, string>();
    const progress = showProgress("ingested", corpus.length);
    for (const { id, title, text } of corpus) {
      const heading = title ? `# ${title.replaceAll("_", " ")}\n\n` : "";
      const upload = {
        stream: Readable.from([heading + text]),
        fileName: `${id.replaceAll(/[^\w.-]/g, "-")}.md`,
      };
      const { document } = await acceptUpload(principal, upload);
      corpusIdOf.set(document.id, id);
      worker.wake();
    }
    for (const documentId of corpusIdOf.keys()) {
      await ingested(principal, documentId);
      progress.advance();
    }
    return { principal, corpusIdOf };
  } finally {
    await worker.stop();
  }
}

async function ingested(principal: Principal, documentId: string): Promise<void> {
  for (;;) {
    const document = await findDocument(principal, documentId);
    if (document.status === "ready") return;
    if (document.status === "failed" || document.status === "cancelled")
      throw new Error(
        `${document.fileName}: ${document.errorCode ?? document.status}: ${document.errorMessage ?? ""}`,
      );
    await sleep(50);
  }
}
