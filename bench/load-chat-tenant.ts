import { createApiKey } from "../db/api-keys.ts";
import { bm25Tier } from "../db/capabilities.ts";
import { vacuumChunks } from "../db/chunks.ts";
import { ensureCollection } from "../db/collections.ts";
import { insertChunks, insertDocuments, insertTerms } from "../db/testing/insert-corpus.ts";
import { ensureVectorIndex } from "../db/vector-index.ts";
import { analyzeText } from "../lib/analyze-text.ts";
import { createEvaluationTenant } from "../lib/evaluation/create-evaluation-tenant.ts";
import { seededRandom } from "../lib/evaluation/seeded-random.ts";
import { hashEmbed, hashEmbedDimensions } from "../lib/models/builtin/hash-embed.ts";
import type { Principal } from "../lib/turn.ts";
import { showProgress } from "../scripts/show-progress.mjs";
import { askAbout, type SyntheticChunk, synthesizeChunks } from "./synthesize-corpus.ts";

const embeddingModel = "builtin/hash-embed";
const chunksPerInsert = 400;
/** Every authenticated request counts against its key's rate; of all together there are more than one may send. */
const keys = 8;

export interface ChatTenant {
  /** Its owner, for whom the keys act. */
  principal: Principal;
  apiKeys: string[];
  /** Another question each time, so that none is answered from the cache. */
  nextQuestion(): string;
}

/** A tenant with a seeded corpus that is searched as any other, by words and by the built-in embedder, and keys to ask it by. */
export async function loadChatTenant(chunks: number, seed: number): Promise<ChatTenant> {
  const principal = await createEvaluationTenant();
  const { tenantId } = principal;
  const identity = { embeddingModel, embeddingDimensions: hashEmbedDimensions };
  const collectionId = await ensureCollection(principal, "Corpus", identity);
  const isSqlTier = (await bm25Tier()) === "sql";
  const source = synthesizeChunks(seed);
  const loaded: SyntheticChunk[] = [];
  const documentIds: string[] = [];
  const progress = showProgress("chunks loaded", chunks);
  while (loaded.length < chunks) {
    const size = Math.min(chunksPerInsert, chunks - loaded.length);
    const batch = Array.from({ length: size }, () => source.next().value as SyntheticChunk);
    const firstUnknown = documentIds.length;
    for (const { document } of batch) documentIds[document] ??= crypto.randomUUID();
    const documents = documentIds.slice(firstUnknown).map((id, i) => ({
      id,
      collectionId,
      title: `Document ${firstUnknown + i}`,
      language: "eng",
      mediaType: "text/plain",
      tags: [],
    }));
    await insertDocuments(tenantId, documents);
    const rows = batch.map(({ document, ordinal, text }) => ({
      documentId: documentIds[document] ?? "",
      collectionId,
      ordinal,
      text,
      terms: analyzeText(text),
      embedding: Float32Array.from(hashEmbed(text)),
    }));
    await insertChunks(tenantId, { embeddingModel, isSqlTier }, rows);
    await insertTerms(tenantId, rows);
    loaded.push(...batch);
    for (let i = 0; i < size; i++) progress.advance();
  }
  await vacuumChunks(tenantId);
  await ensureVectorIndex(tenantId, embeddingModel, hashEmbedDimensions);

  const apiKeys: string[] = [];
  for (let i = 0; i < keys; i++) {
    const { key } = await createApiKey(principal, { name: `Bench ${i}`, scopes: ["chat"], expiresAt: null });
    apiKeys.push(key);
  }
  const random = seededRandom(seed + 1);
  const asked = new Set<string>();
  return {
    principal,
    apiKeys,
    nextQuestion() {
      for (;;) {
        const { text } = askAbout(loaded[Math.floor(random() * loaded.length)]!, random);
        if (asked.has(text)) continue;
        asked.add(text);
        return `${text}?`;
      }
    },
  };
}
