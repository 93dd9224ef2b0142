/**
 * `npm run eval -- chunking`: cuts the texts of a data set with gold spans as the product does and into chunks of a fixed size,
 * indexes and searches both alike, and scores how well what was found covers the spans.
 *
 * The index is the product's own, a tenant for each way of cutting, so that none sees another's word statistics; the search is
 * `retrieve`, which answers use. Documents are parsed and cut in this process rather than by the queue: the ways of cutting
 * that are compared with aren't the worker's.
 */
import { createHash } from "node:crypto";
import { parse as parsePath } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { ensureCollection } from "../../../db/collections.ts";
import { claimDocument } from "../../../db/document-claims.ts";
import { addDocument } from "../../../db/documents.ts";
import { findSearchScope } from "../../../db/search.ts";
import { type Chunk, chunkDocument } from "../../../ingestion/chunk.ts";
import { indexChunks, indexedText } from "../../../ingestion/index-chunks.ts";
import type { ParsedDocument } from "../../../ingestion/parse/element.ts";
import { parseMarkdown } from "../../../ingestion/parse/parse-markdown.ts";
import { parseText } from "../../../ingestion/parse/parse-text.ts";
import { scoreChunks } from "../../../ingestion/score-chunks.ts";
import { embeddingOfNewCollections } from "../../../ingestion/upload.ts";
import { writeReceipt } from "../../../ingestion/write-receipt.ts";
import { showProgress } from "../../../scripts/show-progress.mjs";
import { retrieve } from "../../answer-question.ts";
import { defaultChunking } from "../../document.ts";
import { defaultEmbeddingModel, embedTexts } from "../../models/embed.ts";
import { liveModels } from "../../models/live-models.ts";
import { startMeter } from "../../models/meter.ts";
import { type TokenCounter, tokenCounterOf } from "../../models/token-counter-of.ts";
import type { Principal } from "../../turn.ts";
import { bootstrapInterval, type Interval } from "../bootstrap-interval.ts";
import { createEvaluationTenant } from "../create-evaluation-tenant.ts";
import { fixedSizeChunks } from "./fixed-size-chunks.ts";
import { loadSpans, type SpanDocument, type SpanQuery } from "./load-spans.ts";
import { type Span, type SpanScores, scoreSpans } from "./span-metrics.ts";

/** Chunks that are looked at: Chroma's default. */
const topK = 5;

export interface ChunkingVariant {
  name: string;
  chunks: number;
  meanTokens: number;
  chunkingMs: number;
  /** Of the five best chunks. */
  atTopK: SpanScores;
  /** Of as many of the best chunks as have together the tokens of five of the longest: who cuts shorter finds more. */
  atEqualTokens: SpanScores;
}

type Differences = Record<keyof SpanScores, Interval & { mean: number }>;

export interface ChunkingReport {
  dataset: string;
  documents: number;
  characters: number;
  questions: number;
  tokensMax: number;
  topK: number;
  /** The product's first. */
  variants: ChunkingVariant[];
  /** The product's less each of the others', at equal tokens, with 95 % intervals. */
  differences: { from: string; scores: Differences }[];
}

interface Cutting {
  name: string;
  cut(document: ParsedDocument): Chunk[];
}

interface Scored extends ChunkingVariant {
  each: SpanScores[];
}

/** Throws where the data set isn't one of those that loadSpans reads. */
export async function evaluateChunking(
  dataset: string,
  tokensMax: number = defaultChunking.tokensMax,
): Promise<ChunkingReport> {
  const { documents, queries } = await loadSpans(dataset);
  const { id: embeddingModel } = defaultEmbeddingModel();
  const countTokens = await tokenCounterOf(embeddingModel);
  const { overlapShare } = defaultChunking;
  const set = { documents, queries, tokensMax };
  const product = await evaluateCutting(set, {
    name: "by structure",
    cut: (document) => chunkDocument(document, { countTokens, tokensMax, overlapShare }),
  });
  const others: Scored[] = [];
  for (const cutting of fixedCuttings(countTokens, tokensMax, Math.round(product.meanTokens)))
    others.push(await evaluateCutting(set, cutting));
  return {
    dataset,
    documents: documents.length,
    characters: documents.reduce((sum, { text }) => sum + text.length, 0),
    questions: queries.length,
    tokensMax,
    topK,
    variants: [product, ...others].map(({ each: _, ...variant }) => variant),
    differences: others.map((other) => ({ from: other.name, scores: differencesOf(product, other) })),
  };
}

function fixedCuttings(countTokens: TokenCounter, tokensMax: number, tokensMean: number): Cutting[] {
  const { overlapShare } = defaultChunking;
  const fixed = (name: string, size: number, overlap: number): Cutting => ({
    name,
    cut: ({ text }) => fixedSizeChunks(text, { countTokens, tokensMax: size, overlapShare: overlap }),
  });
  return [
    fixed(`fixed ${tokensMax}`, tokensMax, 0),
    fixed(`fixed ${tokensMax}, 10 % overlap`, tokensMax, overlapShare),
    fixed(`fixed ${tokensMean}, 10 % overlap`, tokensMean, overlapShare),
  ];
}

interface SpanSet {
  documents: SpanDocument[];
  queries: SpanQuery[];
  tokensMax: number;
}

async function evaluateCutting(
  { documents, queries, tokensMax }: SpanSet,
  { name, cut }: Cutting,
): Promise<Scored> {
  const principal = await createEvaluationTenant();
  const collectionId = await ensureCollection(principal, "Spans", await embeddingOfNewCollections(principal));
  const indexing = showProgress(`${name}: indexed`, documents.length);
  /** By document id, which spans its chunks are, by ordinal. */
  const stored = new Map<string, (Span & { tokens: number })[]>();
  let chunkingMs = 0;
  for (const document of documents) {
    const parsed = parse(document);
    const startedAt = performance.now();
    const chunks = cut(parsed);
    chunkingMs += performance.now() - startedAt;
    const id = await indexDocument(principal, collectionId, { document, parsed, chunks });
    stored.set(
      id,
      chunks.map(({ charStart: start, charEnd: end, tokenCount: tokens }) => ({
        documentId: document.id,
        start,
        end,
        tokens,
      })),
    );
    indexing.advance();
  }

  const searching = showProgress(`${name}: searched`, queries.length);
  const scope = await findSearchScope(principal, [collectionId]);
  const meter = startMeter({ principal, requestId: uuidv7() });
  const each: { atTopK: SpanScores; atEqualTokens: SpanScores }[] = [];
  for (const { text: question, gold } of queries) {
    const { chunks } = await retrieve(principal, { question, scope }, { models: liveModels, meter });
    const found = chunks.flatMap(({ documentId, ordinal }) => stored.get(documentId)?.[ordinal] ?? []);
    each.push({
      atTopK: scoreSpans(gold, found.slice(0, topK)),
      atEqualTokens: scoreAtTokens(gold, found, topK * tokensMax),
    });
    searching.advance();
  }

  const sizes = [...stored.values()].flat().map(({ tokens }) => tokens);
  const atEqualTokens = each.map((scores) => scores.atEqualTokens);
  return {
    name,
    chunks: sizes.length,
    meanTokens: mean(sizes),
    chunkingMs: Math.round(chunkingMs),
    atTopK: meanScores(each.map((scores) => scores.atTopK)),
    atEqualTokens: meanScores(atEqualTokens),
    each: atEqualTokens,
  };
}

function parse({ text, mediaType }: SpanDocument): ParsedDocument {
  const bytes = Buffer.from(text);
  return mediaType === "text/markdown" ? parseMarkdown(bytes) : parseText(bytes);
}

/** What the worker does with a document, less its queue. */
async function indexDocument(
  principal: Principal,
  collectionId: string,
  { document, parsed, chunks }: { document: SpanDocument; parsed: ParsedDocument; chunks: Chunk[] },
): Promise<string> {
  const { fileName, mediaType, text } = document;
  const title = parsePath(fileName).name;
  const contentHash = createHash("sha256").update(`${document.id}\n${text}`).digest("hex");
  const file = { collectionId, title, fileName, mediaType, byteSize: Buffer.byteLength(text), contentHash };
  const added = await addDocument(principal, file, async () => undefined);
  const claimed = await claimDocument(principal.tenantId, added.document.id, uuidv7());
  if (!claimed) throw new Error(`${fileName} could not be claimed`);
  const texts = chunks.map((chunk) => indexedText(title, chunk));
  const embedded = await embedTexts({ texts, modelId: claimed.embeddingModel, purpose: "document" });
  const stageMs = { parsing: 0, chunking: 0, embedding: 0, indexing: 0 };
  const receipt = writeReceipt(claimed, parsed, scoreChunks(chunks), embedded, stageMs);
  await indexChunks(claimed, { title, chunks, embeddings: embedded.embeddings, receipt });
  return claimed.id;
}

/**
 * The score of `tokens` from the best chunks on. Where they end in the middle of a chunk: between the scores without and with
 * it, by how much of it they hold, or cutting long would be paid for with what is left over.
 */
function scoreAtTokens(gold: Span[], found: (Span & { tokens: number })[], tokens: number): SpanScores {
  let left = tokens;
  const firstOver = found.findIndex((chunk) => {
    left -= chunk.tokens;
    return left < 0;
  });
  if (firstOver < 0) return scoreSpans(gold, found);
  const share = 1 + left / (found[firstOver]?.tokens ?? 1);
  const without = scoreSpans(gold, found.slice(0, firstOver));
  const withIt = scoreSpans(gold, found.slice(0, firstOver + 1));
  const between = (score: keyof SpanScores) => (1 - share) * without[score] + share * withIt[score];
  return { recall: between("recall"), precision: between("precision"), iou: between("iou") };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);

function meanScores(scores: SpanScores[]): SpanScores {
  return {
    recall: mean(scores.map(({ recall }) => recall)),
    precision: mean(scores.map(({ precision }) => precision)),
    iou: mean(scores.map(({ iou }) => iou)),
  };
}

function differencesOf(product: Scored, other: Scored): Differences {
  const of = (score: keyof SpanScores) => {
    const differences = product.each.map((scores, i) => scores[score] - (other.each[i]?.[score] ?? 0));
    return { mean: mean(differences), ...bootstrapInterval(differences) };
  };
  return { recall: of("recall"), precision: of("precision"), iou: of("iou") };
}
