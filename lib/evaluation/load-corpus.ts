import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import {
  changeCollection,
  type EmbeddingIdentity,
  ensureCollection,
  findCollection,
} from "../../db/collections.ts";
import { listDocuments } from "../../db/documents.ts";
import { acceptUpload } from "../../ingestion/upload.ts";
import { startWorker } from "../../ingestion/worker.ts";
import { showProgress } from "../../scripts/show-progress.mjs";
import { defaultEmbeddingModel, findModel } from "../models/catalog.ts";
import type { Principal } from "../turn.ts";
import { createEvaluationTenant } from "./create-evaluation-tenant.ts";
import { corpusKey, findKeptCorpus, type KeptCorpus, keepCorpus } from "./kept-corpora.ts";
import type { CorpusDocument } from "./read-dataset.ts";

export interface LoadOptions {
  name: string;
  /** A catalog id; that of new collections when left out. */
  embeddingModel?: string;
  /** ISO 639-3: what the documents are written in where that can't be told from their text. */
  language?: string;
  /** A folder beside the database, which outlives the run: what it holds already isn't loaded again. */
  keptIn?: string;
  /** Shows no progress. */
  isQuiet?: boolean;
}

export interface LoadedCorpus {
  principal: Principal;
  collectionId: string;
  /** The corpus's own ids by document id; several where documents have the same bytes, which makes them one. */
  corpusIdsOf: ReadonlyMap<string, string[]>;
}

type Progress = ReturnType<typeof showProgress>;

const collectionName = "Corpus";
/** Uploads under way at once. */
const uploadsAtOnce = 4;
const lookEveryMs = 250;
/** Failures that are looked at: of the nine shared sets one document has no text. */
const failuresMax = 50;

/**
 * Uploads a corpus into a tenant of its own, one Markdown file per document with its title as heading, and waits until a worker
 * has ingested all of it. Documents without any text are left out, and one that is all markup, in which the parser finds none, isn't found.
 * Throws when a document fails for any other reason.
 *
 * All are uploaded before the worker starts, or each would wake it to look for a single job: 28 documents a second on PGlite instead
 * of 20.
 */
export async function loadCorpus(corpus: CorpusDocument[], options: LoadOptions): Promise<LoadedCorpus> {
  const { name, language, keptIn } = options;
  const embedding = embeddingOf(options.embeddingModel);
  const key = corpusKey(name, corpus, embedding, language);
  const kept = (keptIn && (await findKeptCorpus(keptIn, key))) || (await newCorpus(embedding, language));
  const keep = async (changes: Partial<KeptCorpus>) => {
    Object.assign(kept, changes);
    if (keptIn) await keepCorpus(keptIn, key, kept);
  };
  const show = (what: string, total: number): Progress =>
    options.isQuiet ? { advance: () => undefined } : showProgress(`${name}: ${what}`, total);
  const principal = ownerOf(kept);
  if (!kept.documents) {
    await keep({});
    const withText = corpus.filter(({ title, text }) => (title + text).trim() !== "");
    await keep({
      documents: await upload(principal, kept.collectionId, withText, show("uploaded", withText.length)),
    });
  }
  const corpusIdsOf = new Map(Object.entries(kept.documents ?? {}));
  if (!kept.isIngested) {
    await ingestAll(principal, kept.collectionId, corpusIdsOf.size, show("ingested", corpusIdsOf.size));
    await keep({ isIngested: true });
  }
  return { principal, collectionId: kept.collectionId, corpusIdsOf };
}

async function newCorpus(embedding: EmbeddingIdentity, language: string | undefined): Promise<KeptCorpus> {
  const principal = await createEvaluationTenant();
  const collectionId = await ensureCollection(principal, collectionName, embedding);
  if (language) await changeCollection(principal, collectionId, { language });
  const { tenantId, userId } = principal;
  return { tenantId, userId: userId ?? "", collectionId, documents: null, isIngested: false };
}

function embeddingOf(modelId: string | undefined) {
  const model = modelId ? findModel(modelId) : defaultEmbeddingModel();
  if (model?.kind !== "embedding") throw new Error(`There is no embedding model ${modelId}.`);
  return { embeddingModel: model.id, embeddingDimensions: model.dimensions };
}

function ownerOf({ tenantId, userId }: KeptCorpus): Principal {
  return { tenantId, userId, role: "owner", via: "session", apiKeyId: null, scopes: [] };
}

async function upload(
  principal: Principal,
  collection: string,
  corpus: CorpusDocument[],
  progress: Progress,
): Promise<Record<string, string[]>> {
  const inTurn = pLimit(uploadsAtOnce);
  const documentIds = await Promise.all(
    corpus.map(({ id, title, text }) =>
      inTurn(async () => {
        const heading = title ? `# ${title.replaceAll("_", " ")}\n\n` : "";
        const stream = Readable.from([heading + text]);
        const fileName = `${id.replaceAll(/[^\w.-]/g, "-")}.md`;
        const { document } = await acceptUpload(principal, { stream, fileName, collection, lane: "bulk" });
        progress.advance();
        return document.id;
      }),
    ),
  );
  const corpusIds: Record<string, string[]> = {};
  for (const [i, { id }] of corpus.entries()) {
    const documentId = documentIds[i] ?? "";
    corpusIds[documentId] = [...(corpusIds[documentId] ?? []), id];
  }
  return corpusIds;
}

async function ingestAll(
  principal: Principal,
  collectionId: string,
  total: number,
  progress: Progress,
): Promise<void> {
  const worker = await startWorker();
  try {
    for (let shown = 0; shown < total; await sleep(lookEveryMs)) {
      const { readyCount, failedCount } = await findCollection(principal, collectionId);
      const failure = failedCount > 0 && (await failureOf(principal, collectionId));
      if (failure) throw failure;
      for (; shown < readyCount + failedCount; shown++) progress.advance();
    }
  } finally {
    await worker.stop();
  }
}

/** Null where nothing failed but documents without text. */
async function failureOf(principal: Principal, collectionId: string): Promise<Error | null> {
  const { documents } = await listDocuments(principal, {
    collectionId,
    status: "failed",
    limit: failuresMax,
  });
  const failed = documents.find(({ errorCode }) => errorCode !== "no_text_found");
  return failed ? new Error(`${failed.fileName} failed: ${failed.errorCode}: ${failed.errorMessage}`) : null;
}
