import { eq } from "drizzle-orm";
import { defaultChunking } from "../../lib/document.ts";
import type { RetrievalTrace } from "../../lib/search.ts";
import { hashSecret, newApiKey, newToken } from "../../lib/secret.ts";
import { defaultTenantPolicy } from "../../lib/tenant-policy.ts";
import { type Answer, apiKeyScopes, type Principal } from "../../lib/turn.ts";
import { asSystem, type Tx } from "../client.ts";
import { batches, batchItems } from "../schema/batches.ts";
import { budgetHolds, budgetPeriods, budgets } from "../schema/budget.ts";
import {
  answerCache,
  citations,
  conversations,
  feedback,
  idempotencyKeys,
  memories,
  memorySettings,
  messages,
  retrievalTraces,
  summaryLines,
} from "../schema/conversation.ts";
import {
  archivedChunks,
  chunkPreviews,
  chunks,
  collectionReaders,
  collections,
  collectionTerms,
  documents,
  reembeddings,
  stagedEmbeddings,
} from "../schema/corpus.ts";
import { evaluationQuestions, evaluationRuns, evaluationSets } from "../schema/evaluation.ts";
import { guardVerdicts } from "../schema/guard.ts";
import { apiKeys, invitations } from "../schema/identity.ts";
import { tenantPolicies } from "../schema/policy.ts";
import { sourceItems, sourceRuns, sources } from "../schema/sources.ts";
import { alerts, requestRecords, requestTexts, usageEvents } from "../schema/usage.ts";
import { citationRollups, personRollups, requestRollups, usageRollups } from "../schema/usage-rollups.ts";
import type { TestTenant } from "./create-test-tenant.ts";

/** A word that stands in every text of a set of rows, and the ids of those rows. What shows either has leaked. */
export interface Canaries {
  mark: string;
  /** Whose conversations these are. */
  person: Principal;
  collectionId: string;
  collectionName: string;
  documentId: string;
  failedDocumentId: string;
  /** Hash of the document's bytes, which are the mark. */
  contentHash: string;
  chunkId: string;
  /** The document's first version, which another took the place of. */
  oldDocumentId: string;
  oldChunkId: string;
  reembeddingId: string;
  previewId: string;
  sourceId: string;
  sourceRunId: string;
  evaluationSetId: string;
  evaluationRunId: string;
  evaluationQuestionId: string;
  conversationId: string;
  questionId: string;
  answerId: string;
  /** A conversation in which an answer is being written. */
  runningConversationId: string;
  runningAnswerId: string;
  apiKeyId: string;
  invitationId: string;
  invitationToken: string;
  cacheKey: string;
  summaryLineId: string;
  memoryId: string;
  batchId: string;
  /** One that may be deleted. */
  endedBatchId: string;
  budgetId: string;
  holdId: string;
  /** Of the question that the canary answer belongs to; appealed and overturned, and not yet dated as reviewed. */
  guardVerdictId: string;
  overturnedVerdictId: string;
}

export interface PlantOptions {
  /** Begins with "canary"; the hidden rows have "hidden" in its place. */
  mark: string;
  embeddingModel: string;
  embedding: number[];
}

/** Everything of a tenant that a stranger must not see, in a row of each table; for tests. */
export interface PlantedTenant extends TestTenant {
  /** In a collection for everyone, with conversations of `member`. */
  open: Canaries;
  /** In a collection that only `other` may read, with conversations of `other`. */
  hidden: Canaries;
}

/** Fills the tenant: `open` for its members, `hidden` for `other` alone. */
export async function plantCanaries(tenant: TestTenant, options: PlantOptions): Promise<PlantedTenant> {
  return asSystem(async (tx) => {
    const open = await plant(tx, tenant, { ...options, person: tenant.member, readers: "everyone" });
    const mark = options.mark.replace("canary", "hidden");
    const hidden = await plant(tx, tenant, { ...options, mark, person: tenant.other, readers: "named" });
    return { ...tenant, open, hidden };
  });
}

type Planting = PlantOptions & { person: Principal; readers: "everyone" | "named" };

async function plant(tx: Tx, { tenantId, admin }: TestTenant, planting: Planting): Promise<Canaries> {
  const { mark, person } = planting;
  const corpus = await plantCorpus(tx, tenantId, planting);
  const talk = await plantConversations(tx, tenantId, { ...corpus, mark, userId: person.userId ?? "" });
  const invitationToken = newToken();
  const cacheKey = `key-${mark}`;
  const expiresAt = new Date(Date.now() + 3_600_000);
  const createdBy = admin.userId ?? "";
  const [apiKey] = await tx
    .insert(apiKeys)
    .values({
      tenantId,
      createdBy,
      name: mark,
      prefix: mark,
      keyHash: hashSecret(newApiKey()),
      scopes: [...apiKeyScopes],
    })
    .returning();
  const [invitation] = await tx
    .insert(invitations)
    .values({
      tenantId,
      email: `${mark}@invited.example.com`,
      role: "member",
      tokenHash: hashSecret(invitationToken),
      expiresAt,
    })
    .returning();
  const answer = answerOf(mark, corpus.documentId);
  await tx.insert(answerCache).values({
    tenantId,
    key: cacheKey,
    scopeKey: cacheKey,
    question: mark,
    embedding: [1, 0, 0],
    embeddingModel: "canary",
    answer,
    documentIds: [corpus.documentId],
    expiresAt,
  });
  await tx.insert(idempotencyKeys).values({
    tenantId,
    userId: person.userId ?? "",
    key: mark,
    requestHash: mark,
    answerId: talk.answerId,
    expiresAt,
  });
  const { budgetId, holdId } = await plantBudget(tx, tenantId, mark);
  const call = {
    feature: "answer",
    provider: "test",
    inputTokens: 1,
    outputTokens: 1,
    costMicroUsd: 1,
    totalMs: 1,
    outcome: "ok",
  } as const;
  await tx
    .insert(usageEvents)
    .values({ ...call, tenantId, userId: person.userId, requestId: mark, modelId: mark });
  const planted = await plantRecords(tx, { tenantId, person, mark, documentId: corpus.documentId });
  const policy = {
    ...defaultTenantPolicy,
    models: { ...defaultTenantPolicy.models, allowed: [mark] },
  };
  await tx.insert(tenantPolicies).values({ tenantId, policy }).onConflictDoNothing();
  const [guardVerdictId, overturnedVerdictId] = [crypto.randomUUID(), crypto.randomUUID()];
  const appealed = {
    tenantId,
    userId: person.userId,
    requestId: mark,
    guard: "question",
    finding: "injection",
    action: "refused",
    reason: mark,
    appealedAt: new Date(),
    appeal: mark,
    appealedText: mark,
  } as const;
  await tx.insert(guardVerdicts).values([
    { ...appealed, id: guardVerdictId, messageId: talk.answerId },
    { ...appealed, id: overturnedVerdictId, review: "overturned", reviewedAt: new Date() },
  ]);
  const ids = { apiKeyId: apiKey?.id ?? "", invitationId: invitation?.id ?? "", budgetId, holdId };
  return {
    mark,
    person,
    ...corpus,
    ...talk,
    ...ids,
    invitationToken,
    cacheKey,
    ...planted,
    guardVerdictId,
    overturnedVerdictId,
  };
}

/** A budget for a feature of the mark's name, of which something is spent and held, and one that every request counts against. */
async function plantBudget(tx: Tx, tenantId: string, mark: string) {
  const budgetId = crypto.randomUUID();
  const holdId = crypto.randomUUID();
  await tx.insert(budgets).values([
    { id: budgetId, tenantId, scope: "feature", subject: mark, period: "day", microUsdMax: 1000 },
    { tenantId, scope: "tenant", period: mark.startsWith("hidden") ? "hour" : "day", tokensMax: 1e12 },
  ]);
  const startsAt = new Date(new Date().setUTCHours(0, 0, 0, 0));
  const of = { budget: budgetId, subject: "", startsAt, tenantId };
  await tx.insert(budgetPeriods).values({ ...of, spentMicroUsd: 1 });
  const expiresAt = new Date(Date.now() + 3_600_000);
  await tx.insert(budgetHolds).values({ ...of, id: holdId, microUsd: 1, expiresAt });
  return { budgetId, holdId };
}

async function plantCorpus(
  tx: Tx,
  tenantId: string,
  { mark, person, readers, embeddingModel, embedding }: Planting,
) {
  const collectionId = crypto.randomUUID();
  const collectionName = `Collection ${mark}`;
  await tx.insert(collections).values({
    id: collectionId,
    tenantId,
    name: collectionName,
    readers,
    embeddingModel,
    embeddingDimensions: embedding.length,
  });
  if (readers === "named")
    await tx.insert(collectionReaders).values({ tenantId, collectionId, userId: person.userId ?? "" });
  const [documentId, failedDocumentId, chunkId, oldDocumentId, oldChunkId] = Array.from({ length: 5 }, () =>
    crypto.randomUUID(),
  ) as [string, string, string, string, string];
  const contentHash = hashSecret(mark);
  const lineageId = crypto.randomUUID();
  const file = {
    tenantId,
    collectionId,
    title: mark,
    fileName: `${mark}.txt`,
    mediaType: "text/plain",
    byteSize: mark.length,
    author: mark,
    tags: [mark],
  };
  await tx.insert(documents).values([
    { ...file, id: documentId, contentHash, status: "ready", readyAt: new Date(), lineageId, version: 2 },
    {
      ...file,
      id: oldDocumentId,
      contentHash: hashSecret(`old ${mark}`),
      status: "ready",
      readyAt: new Date(),
      lineageId,
      supersededAt: new Date(),
    },
    {
      ...file,
      id: failedDocumentId,
      contentHash: hashSecret(`failed ${mark}`),
      status: "failed",
      errorCode: "corrupt_file",
    },
  ]);
  await tx.insert(chunks).values({
    id: chunkId,
    tenantId,
    documentId,
    collectionId,
    ordinal: 0,
    text: `The secret is ${mark}.`,
    headingPath: [mark],
    charStart: 0,
    charEnd: 15 + mark.length,
    tokenCount: 5,
    terms: mark,
    termCount: 1,
    embeddingModel,
    embedding,
    injectionScore: 1,
  });
  await tx.$client.query("UPDATE chunks SET lexemes = to_tsvector('simple', terms) WHERE tenant_id = $1", [
    tenantId,
  ]);
  await tx.insert(archivedChunks).values({
    id: oldChunkId,
    tenantId,
    documentId: oldDocumentId,
    collectionId,
    ordinal: 0,
    text: `The secret was ${mark}.`,
    headingPath: [mark],
    charStart: 0,
    charEnd: 16 + mark.length,
    tokenCount: 5,
  });
  await tx.insert(collectionTerms).values({ tenantId, collectionId, term: mark, chunkCount: 1 });
  const upkeep = await plantUpkeep(tx, tenantId, {
    mark,
    collectionId,
    documentId,
    chunkId,
    embeddingModel,
    embedding,
  });
  const corpus = { collectionId, collectionName, documentId, failedDocumentId, contentHash, chunkId };
  return { ...corpus, oldDocumentId, oldChunkId, ...upkeep };
}

/** What admins alone see: a re-embedding, a preview, a source, a set of questions. */
async function plantUpkeep(
  tx: Tx,
  tenantId: string,
  {
    mark,
    collectionId,
    documentId,
    chunkId,
    embeddingModel,
    embedding,
  }: {
    mark: string;
    collectionId: string;
    documentId: string;
    chunkId: string;
    embeddingModel: string;
    embedding: number[];
  },
) {
  const ids = {
    reembeddingId: crypto.randomUUID(),
    previewId: crypto.randomUUID(),
    sourceId: crypto.randomUUID(),
    sourceRunId: crypto.randomUUID(),
    evaluationSetId: crypto.randomUUID(),
    evaluationRunId: crypto.randomUUID(),
    evaluationQuestionId: crypto.randomUUID(),
  };
  await tx.insert(reembeddings).values({
    id: ids.reembeddingId,
    tenantId,
    collectionId,
    embeddingModel: mark,
    embeddingDimensions: embedding.length,
  });
  await tx
    .insert(stagedEmbeddings)
    .values({ tenantId, reembeddingId: ids.reembeddingId, chunkId, embedding });
  await tx.insert(chunkPreviews).values({
    id: ids.previewId,
    tenantId,
    fileName: `${mark}.txt`,
    mediaType: "text/plain",
    byteSize: mark.length,
    contentHash: hashSecret(`preview ${mark}`),
    parser: "builtin",
    chunking: defaultChunking,
    embeddingModel,
    status: "done",
    result: { text: mark },
  });
  const config = { kind: "url" as const, url: `https://example.com/${mark}` };
  await tx.insert(sources).values({ id: ids.sourceId, tenantId, collectionId, name: mark, config });
  await tx
    .insert(sourceRuns)
    .values({ id: ids.sourceRunId, tenantId, sourceId: ids.sourceId, trigger: "manual", errorMessage: mark });
  await tx.insert(sourceItems).values({ tenantId, sourceId: ids.sourceId, key: config.url });
  await tx.insert(evaluationSets).values({ id: ids.evaluationSetId, tenantId, name: mark });
  const ofSet = { tenantId, setId: ids.evaluationSetId };
  await tx
    .insert(evaluationQuestions)
    .values({ ...ofSet, id: ids.evaluationQuestionId, question: `Where is ${mark}?`, origin: "written" });
  await tx.insert(evaluationRuns).values({
    ...ofSet,
    id: ids.evaluationRunId,
    questions: 1,
    report: { mark },
    beatAt: new Date(0),
  });
  await tx.update(documents).set({ sourceId: ids.sourceId }).where(eq(documents.id, documentId));
  return ids;
}

async function plantConversations(
  tx: Tx,
  tenantId: string,
  {
    mark,
    userId,
    documentId,
    chunkId,
  }: { mark: string; userId: string; documentId: string; chunkId: string },
) {
  const talk = {
    conversationId: crypto.randomUUID(),
    questionId: crypto.randomUUID(),
    answerId: crypto.randomUUID(),
    runningConversationId: crypto.randomUUID(),
    runningAnswerId: crypto.randomUUID(),
    summaryLineId: crypto.randomUUID(),
    memoryId: crypto.randomUUID(),
  };
  const { conversationId, questionId, answerId, runningConversationId, runningAnswerId } = talk;
  await tx.insert(conversations).values([
    { id: conversationId, tenantId, userId, title: mark },
    { id: runningConversationId, tenantId, userId, title: `running ${mark}` },
  ]);
  const message = { tenantId, userId, conversationId };
  const createdAt = new Date(Date.now() - 60_000);
  await tx.insert(messages).values([
    { ...message, id: questionId, role: "user", text: `Where is ${mark}?`, createdAt },
    { ...message, id: answerId, role: "assistant", text: `Here: ${mark} [1]`, questionId },
    {
      ...message,
      conversationId: runningConversationId,
      id: runningAnswerId,
      role: "assistant",
      text: mark,
      status: "writing",
      runBeatAt: new Date(),
    },
  ]);
  const span = { index: 1, position: 0, start: 0, end: 1, headingPath: [mark] };
  const cited = { chunkId, documentId, title: mark, quote: mark, verdict: "supported" as const };
  await tx.insert(citations).values({ ...span, ...cited, tenantId, messageId: answerId, ordinal: 0 });
  await tx
    .insert(feedback)
    .values({ tenantId, messageId: answerId, questionId, userId, rating: "down", comment: mark });
  await tx.insert(retrievalTraces).values({ tenantId, messageId: answerId, userId, trace: traceOf(mark) });
  await tx.insert(summaryLines).values({
    id: talk.summaryLineId,
    tenantId,
    userId,
    conversationId,
    messageIds: [questionId, answerId],
    text: mark,
    modelId: "test",
    promptVersion: "test",
  });
  await tx.insert(memories).values({ id: talk.memoryId, tenantId, userId, text: mark, state: "confirmed" });
  await tx.insert(memorySettings).values({ tenantId, userId, remembers: true }).onConflictDoNothing();
  return talk;
}

/** A question's record with its text, an alert, and a batch with its answer. */
async function plantRecords(
  tx: Tx,
  {
    tenantId,
    person,
    mark,
    documentId,
  }: { tenantId: string; person: Principal; mark: string; documentId: string },
): Promise<{ batchId: string; endedBatchId: string }> {
  const { userId } = person;
  const documentIds = [documentId];
  const expiresAt = new Date(Date.now() + 3_600_000);
  await tx.insert(requestRecords).values({
    tenantId,
    userId,
    requestId: mark,
    source: "app",
    outcome: "complete",
    collectionIds: [],
    documentIds,
    totalMs: 1,
    stagesMs: { [mark]: 1 },
  });
  await tx
    .insert(requestTexts)
    .values({ tenantId, requestId: mark, question: mark, answer: mark, documentIds, expiresAt });
  await tx.insert(alerts).values({ tenantId, kind: "request", occasion: mark, message: mark });
  await plantSums(tx, tenantId, { mark, documentId });
  const own = { tenantId, userId: userId ?? "" };
  const batchId = crypto.randomUUID();
  const endedBatchId = crypto.randomUUID();
  // Somebody is at it, so that no runner of another test takes it up.
  const isHeld = { status: "running" as const, runBy: crypto.randomUUID(), runBeatAt: expiresAt };
  await tx.insert(batches).values([
    { ...own, ...isHeld, id: batchId, name: mark, itemCount: 1, expiresAt },
    { ...own, id: endedBatchId, name: mark, itemCount: 1, status: "done", expiresAt },
  ]);
  await tx.insert(batchItems).values({
    ...own,
    batchId,
    ordinal: 1,
    customId: mark,
    request: { question: mark, model: "auto", collectionIds: null },
    status: "done",
    answer: answerOf(mark, documentId),
    documentIds,
  });
  return { batchId, endedBatchId };
}

/** Sums of an hour long ago. */
async function plantSums(
  tx: Tx,
  tenantId: string,
  { mark, documentId }: { mark: string; documentId: string },
): Promise<void> {
  const hour = { tenantId, span: "hour" as const, startsAt: new Date("2020-01-01T00:00:00Z") };
  const sum = { ...hour, isByUser: false, modelId: mark, costMicroUsd: 1 };
  const tokens = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 };
  await tx
    .insert(usageRollups)
    .values({ ...sum, ...tokens, provider: "test", feature: "answer", calls: 1, failedCalls: 0 });
  await tx.insert(requestRollups).values({
    ...sum,
    outcome: "complete",
    requests: 1,
    cacheHits: 0,
    failedOver: 0,
    sentencesChecked: 0,
    sentencesUnsupported: 0,
    cacheSavedMicroUsd: 0,
    routingSavedMicroUsd: 0,
    firstWordCounts: [],
    totalCounts: [],
  });
  await tx
    .insert(personRollups)
    .values({ ...hour, ...tokens, requests: 1, calls: 1, failedCalls: 0, costMicroUsd: 1 });
  await tx.insert(citationRollups).values({ ...hour, documentId, answers: 1 });
}

/** An answer that says the mark. */
export function answerOf(mark: string, documentId: string): Answer {
  return {
    status: "complete",
    text: mark,
    citations: [],
    verdicts: [],
    notices: [],
    modelId: "test",
    promptVersion: "test",
    standaloneQuestion: mark,
    route: null,
    supportShare: null,
    trace: null,
    evidenceDocumentIds: [documentId],
  };
}

/** How the evidence of an answer about the mark might have been found. */
export function traceOf(mark: string): RetrievalTrace {
  return {
    standaloneQuestion: mark,
    queries: [],
    corrections: [],
    filters: [],
    mode: "hybrid",
    reranker: null,
    collectionIds: [],
    candidates: [],
    timingsMs: {},
  };
}
