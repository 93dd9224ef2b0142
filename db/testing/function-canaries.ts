import { defaultChunking } from "../../lib/document.ts";
import type { Principal, Role, Turn } from "../../lib/turn.ts";
import * as alerts from "../alerts.ts";
import * as answerCache from "../answer-cache.ts";
import { createApiKey, listApiKeys, revokeApiKey } from "../api-keys.ts";
import * as batches from "../batches.ts";
import { reserveBudget, settleBudget } from "../budget.ts";
import * as budgets from "../budgets.ts";
import * as chunkPreviews from "../chunk-previews.ts";
import { listChunks } from "../chunks.ts";
import * as collections from "../collections.ts";
import * as conversations from "../conversations.ts";
import * as deletion from "../deletion.ts";
import { findDocumentFacets } from "../document-facets.ts";
import { cancelDocument } from "../document-queue.ts";
import { listVersions } from "../document-versions.ts";
import * as documents from "../documents.ts";
import * as evaluationRuns from "../evaluation-runs.ts";
import * as evaluationSets from "../evaluation-sets.ts";
import { deleteFeedback, saveFeedback } from "../feedback.ts";
import { findNamedDocuments } from "../find-named-documents.ts";
import * as guardVerdicts from "../guard-verdicts.ts";
import { loadHistory } from "../history.ts";
import { claimIdempotencyKey, releaseIdempotencyKey } from "../idempotency-keys.ts";
import { createInvitation, deleteInvitation, listInvitations } from "../invitations.ts";
import { findKnownHashes } from "../known-hashes.ts";
import { changeMemberRole, listMembers, removeMember } from "../memberships.ts";
import * as memories from "../memories.ts";
import * as messages from "../messages.ts";
import { listRatedAnswers } from "../rated-answers.ts";
import * as reembeddings from "../reembeddings.ts";
import * as requestRecords from "../request-records.ts";
import { loadTrace, saveTrace } from "../retrieval-traces.ts";
import { findRunningAnswer, requestStop, saveProgress } from "../running-answers.ts";
import * as search from "../search.ts";
import { searchBm25 } from "../search-bm25.ts";
import { searchVector } from "../search-vector.ts";
import { findSearchedDocument } from "../searched-documents.ts";
import * as sourceRuns from "../source-runs.ts";
import * as sources from "../sources.ts";
import * as summaryLines from "../summary-lines.ts";
import { listSuspiciousDocuments } from "../suspicious-documents.ts";
import { changeTenantPolicy, findTenantPolicy } from "../tenant-policy.ts";
import { changeTenant, findTenant } from "../tenants.ts";
import { recordUsage } from "../usage.ts";
import { exportUsage } from "../usage-export.ts";
import { monthSpend, usageReport } from "../usage-report.ts";
import { makeTurn } from "./make-turn.ts";
import { answerOf, type Canaries, traceOf } from "./plant-canaries.ts";

export interface FunctionCanary {
  /** Calls the function with somebody's ids. */
  call: (principal: Principal, of: Canaries) => Promise<unknown>;
  /** What it does when the right person calls it, so that a canary that calls nothing is found out. */
  does: "read" | "write";
  /** The least role that may. `person`: only whose conversation it is. */
  least: Role | "person";
  /** True for what all members share, whatever collections they may read. */
  isShared?: boolean;
}

const embedding = { embeddingModel: "canary", embeddingDimensions: 3 };
const noJob = async () => undefined;
const today = new Date().toISOString().slice(0, 10);
const aSource = () => ({
  name: aName(),
  config: { kind: "url" as const, url: "https://example.com" },
  schedule: null,
  isEnabled: true,
  nextRunAt: null,
});
const aName = () => `Name ${crypto.randomUUID()}`;

const aQuestion = () => ({
  question: aName(),
  answer: null,
  isAnswerable: true,
  documentIds: [],
  origin: "written" as const,
});
const aReport = {
  metrics: { hitAt1: 0, hitAt5: 0, recallAt5: 0, recallAt10: 0, mrrAt10: 0, ndcgAt10: 0 },
  questions: [],
  unmeasured: 0,
  tookMs: 1,
};

const spent = { feature: "answer" as const, microUsd: 5, tokens: 5 };
const aBudget = { microUsdMax: 2000, tokensMax: null, isHard: false };

const turnOf = (principal: Principal, change: Partial<Turn>): Turn =>
  makeTurn(principal, "What is it?", { requestId: "canary", ...change });

const usageOf = (requestId: string) =>
  ({
    requestId,
    feature: "answer",
    provider: "test",
    modelId: "test",
    inputTokens: 1,
    outputTokens: 1,
    costMicroUsd: 1,
    totalMs: 1,
    outcome: "ok",
  }) as const;

const aRecord = () => ({
  requestId: crypto.randomUUID(),
  source: "app" as const,
  outcome: "complete" as const,
  collectionIds: [],
  documentIds: [],
  totalMs: 1,
});

const readFor = (least: FunctionCanary["least"], call: FunctionCanary["call"]): FunctionCanary => ({
  call,
  does: "read",
  least,
});
const writeFor = (least: FunctionCanary["least"], call: FunctionCanary["call"]): FunctionCanary => ({
  call,
  does: "write",
  least,
});
const shared = (canary: FunctionCanary): FunctionCanary => ({ ...canary, isShared: true });

/** How each function that takes a principal is called with somebody else's ids. */
export const functionCanaries: Record<string, FunctionCanary> = {
  "answer-cache.findAnswerByKey": shared(
    readFor("member", (principal, of) => answerCache.findAnswerByKey(principal, of.cacheKey)),
  ),
  "answer-cache.findAnswersLike": shared(
    readFor("member", (principal, of) =>
      answerCache.findAnswersLike(principal, {
        scopeKey: of.cacheKey,
        embedding: [1, 0, 0],
        embeddingModel: embedding.embeddingModel,
        similarityMin: 0.95,
      }),
    ),
  ),
  "answer-cache.saveAnswerByKey": shared(
    writeFor("member", (principal, of) =>
      answerCache.saveAnswerByKey(principal, {
        key: of.cacheKey,
        scopeKey: of.cacheKey,
        question: "Other?",
        embedding: null,
        embeddingModel: null,
        answer: answerOf("other", of.documentId),
        costMicroUsd: 1,
      }),
    ),
  ),
  "answer-cache.listCachedAnswers": readFor("admin", (principal) =>
    answerCache.listCachedAnswers(principal, { limit: 10 }),
  ),
  "answer-cache.purgeCachedAnswers": writeFor("admin", (principal) =>
    answerCache.purgeCachedAnswers(principal),
  ),
  "api-keys.listApiKeys": readFor("admin", (principal) => listApiKeys(principal)),
  "api-keys.createApiKey": writeFor("admin", (principal) =>
    createApiKey(principal, { name: "new", scopes: ["chat"], expiresAt: null }),
  ),
  "api-keys.revokeApiKey": writeFor("admin", (principal, of) => revokeApiKey(principal, of.apiKeyId)),
  "budget.reserveBudget": shared(writeFor("member", (principal) => reserveBudget(principal, [spent]))),
  "budget.settleBudget": shared(
    writeFor("member", (principal, of) => settleBudget(principal, { id: of.holdId }, [spent])),
  ),
  "budgets.listBudgets": readFor("admin", (principal) => budgets.listBudgets(principal)),
  "budgets.createBudget": writeFor("admin", (principal) =>
    budgets.createBudget(principal, { ...aBudget, scope: "user", subject: null, period: "hour" }),
  ),
  "budgets.changeBudget": writeFor("admin", (principal, of) =>
    budgets.changeBudget(principal, of.budgetId, aBudget),
  ),
  "budgets.deleteBudget": writeFor("admin", (principal, of) => budgets.deleteBudget(principal, of.budgetId)),
  "chunks.listChunks": readFor("member", (principal, of) =>
    listChunks(principal, of.documentId, { around: of.chunkId, limit: 10 }),
  ),
  "collections.listCollections": readFor("member", (principal) => collections.listCollections(principal)),
  "collections.findCollection": readFor("member", (principal, of) =>
    collections.findCollection(principal, of.collectionId),
  ),
  "collections.findCollectionId": readFor("member", (principal, of) =>
    collections.findCollectionId(principal, of.collectionName.toUpperCase()),
  ),
  "collections.ensureCollection": writeFor("admin", (principal) =>
    collections.ensureCollection(principal, aName(), embedding),
  ),
  "collections.createCollection": writeFor("admin", (principal) =>
    collections.createCollection(principal, aName(), embedding),
  ),
  "collections.changeCollection": writeFor("admin", (principal, of) =>
    collections.changeCollection(principal, of.collectionId, { name: "Renamed", isPaused: true }),
  ),
  "collections.reprocessCollection": writeFor("admin", (principal, of) =>
    collections.reprocessCollection(principal, of.collectionId),
  ),
  "chunk-previews.addPreview": writeFor("admin", (principal) =>
    chunkPreviews.addPreview(
      principal,
      {
        fileName: "new.txt",
        mediaType: "text/plain",
        byteSize: 1,
        contentHash: "0".repeat(64),
        parser: "builtin",
        chunking: defaultChunking,
        embeddingModel: "canary",
      },
      noJob,
    ),
  ),
  "chunk-previews.findPreview": readFor("admin", (principal, of) =>
    chunkPreviews.findPreview(principal, of.previewId),
  ),
  "collections.setCollectionReaders": writeFor("admin", (principal, of) =>
    collections.setCollectionReaders(principal, of.collectionId, { readers: "named", userIds: [] }),
  ),
  "conversations.listConversations": readFor("person", (principal) =>
    conversations.listConversations(principal),
  ),
  "conversations.findConversation": readFor("person", (principal, of) =>
    conversations.findConversation(principal, of.conversationId),
  ),
  "conversations.renameConversation": writeFor("person", (principal, of) =>
    conversations.renameConversation(principal, of.conversationId, "Renamed"),
  ),
  "conversations.deleteConversation": writeFor("person", (principal, of) =>
    conversations.deleteConversation(principal, of.conversationId),
  ),
  "documents.addDocument": writeFor("admin", (principal, of) => {
    const file = {
      title: "New",
      fileName: "new.txt",
      mediaType: "text/plain",
      byteSize: 1,
      contentHash: "0".repeat(64),
    };
    return documents.addDocument(principal, { ...file, collectionId: of.collectionId }, noJob);
  }),
  "document-queue.cancelDocument": writeFor("admin", async (principal, of) => {
    await documents.retryDocument(principal, of.failedDocumentId, noJob);
    await cancelDocument(principal, of.failedDocumentId, noJob);
  }),
  "documents.retryDocument": writeFor("admin", (principal, of) =>
    documents.retryDocument(principal, of.failedDocumentId, noJob),
  ),
  "documents.findDocument": readFor("member", (principal, of) =>
    documents.findDocument(principal, of.documentId),
  ),
  "documents.listDocuments": readFor("member", (principal, of) =>
    documents.listDocuments(principal, { collectionId: of.collectionId, limit: 50 }),
  ),
  "documents.changeDocument": writeFor("admin", (principal, of) =>
    documents.changeDocument(principal, of.documentId, { tags: ["changed"] }),
  ),
  "document-facets.findDocumentFacets": readFor("member", (principal, of) =>
    findDocumentFacets(principal, [of.collectionId]),
  ),
  "documents.countDocuments": {
    // Counts show no canary: the call itself is what's checked.
    ...readFor("member", async (principal, of) => {
      const { total } = await documents.countDocuments(principal, of.collectionId);
      return total > 0 ? of.documentId : null;
    }),
  },
  "document-versions.listVersions": readFor("member", async (principal, of) => {
    const { lineageId } = await documents.findDocument(principal, of.oldDocumentId);
    return listVersions(principal, lineageId);
  }),
  "deletion.deleteDocument": writeFor("admin", (principal, of) =>
    deletion.deleteDocument(principal, of.documentId),
  ),
  "deletion.deleteCollection": writeFor("admin", (principal, of) =>
    deletion.deleteCollection(principal, of.collectionId),
  ),
  "invitations.listInvitations": readFor("admin", (principal) => listInvitations(principal)),
  "invitations.createInvitation": writeFor("admin", (principal, of) =>
    createInvitation(principal, { email: `${of.mark}@invited.example.com`, role: "member" }),
  ),
  "invitations.deleteInvitation": writeFor("admin", (principal, of) =>
    deleteInvitation(principal, of.invitationId),
  ),
  "known-hashes.findKnownHashes": readFor("member", (principal, of) =>
    findKnownHashes(principal, of.collectionId, [of.contentHash]),
  ),
  "memberships.listMembers": readFor("member", (principal) => listMembers(principal)),
  "memberships.changeMemberRole": writeFor("admin", (principal, of) =>
    changeMemberRole(principal, of.person.userId ?? "", "admin"),
  ),
  "memberships.removeMember": writeFor("admin", (principal, of) =>
    removeMember(principal, of.person.userId ?? ""),
  ),
  "memories.listMemories": readFor("person", (principal) => memories.listMemories(principal)),
  // It tells no more than yes or no, so it's called beside what changes that.
  "memories.findRemembers": writeFor("member", async (principal) => {
    await memories.setRemembers(principal, !(await memories.findRemembers(principal)));
  }),
  "memories.setRemembers": writeFor("member", (principal) => memories.setRemembers(principal, false)),
  "memories.addMemory": writeFor("member", (principal) => memories.addMemory(principal, aName())),
  "memories.changeMemory": writeFor("person", (principal, of) =>
    memories.changeMemory(principal, of.memoryId, { text: aName() }),
  ),
  "memories.deleteMemory": writeFor("person", (principal, of) =>
    memories.deleteMemory(principal, of.memoryId),
  ),
  "memories.deleteMemories": writeFor("member", (principal) => memories.deleteMemories(principal)),
  "memories.proposeMemories": writeFor("person", (principal, { questionId }) =>
    memories.proposeMemories(principal, { questionId, texts: [aName()] }),
  ),
  "summary-lines.listSummaryLines": readFor("person", (principal, of) =>
    summaryLines.listSummaryLines(principal, of.conversationId),
  ),
  "summary-lines.saveSummaryLines": writeFor("person", (principal, of) =>
    summaryLines.saveSummaryLines(principal, of.conversationId, [
      {
        messages: [{ id: of.answerId, text: `Here: ${of.mark} [1]` }],
        text: "Summed up",
        modelId: "test",
        promptVersion: "test",
      },
    ]),
  ),
  "summary-lines.changeSummaryLine": writeFor("person", (principal, { conversationId, summaryLineId }) =>
    summaryLines.changeSummaryLine(principal, { conversationId, lineId: summaryLineId }, "Changed"),
  ),
  "summary-lines.removeSummaryLine": writeFor("person", (principal, { conversationId, summaryLineId }) =>
    summaryLines.removeSummaryLine(principal, { conversationId, lineId: summaryLineId }),
  ),
  "summary-lines.findSupportedSentences": readFor("person", async (principal, of) => [
    ...(await summaryLines.findSupportedSentences(principal, [of.answerId])),
  ]),
  "messages.saveQuestion": writeFor("person", (principal, { conversationId, questionId }) =>
    messages.saveQuestion(turnOf(principal, { conversationId, questionId })),
  ),
  "running-answers.saveProgress": writeFor("person", (principal, of) =>
    saveProgress(turnOf(principal, { answerId: of.runningAnswerId }), "overwritten"),
  ),
  "messages.saveAnswer": writeFor("person", (principal, of) =>
    messages.saveAnswer(turnOf(principal, { answerId: of.answerId }), answerOf("overwritten", of.documentId)),
  ),
  "running-answers.requestStop": writeFor("person", (principal, of) =>
    requestStop(principal, of.runningConversationId),
  ),
  "running-answers.findRunningAnswer": readFor("person", (principal, of) =>
    findRunningAnswer(principal, of.runningConversationId),
  ),
  "messages.loadMessages": readFor("person", (principal, of) =>
    messages.loadMessages(principal, of.conversationId),
  ),
  "messages.loadAnswer": readFor("person", (principal, of) => messages.loadAnswer(principal, of.answerId)),
  "history.loadHistory": readFor("person", (principal, { conversationId }) =>
    loadHistory(principal, { conversationId, questionId: null }, 10),
  ),
  "messages.findQuestion": readFor("person", (principal, of) =>
    messages.findQuestion(principal, of.questionId),
  ),
  "batches.createBatch": writeFor("member", (principal) =>
    batches.createBatch(principal, {
      id: crypto.randomUUID(),
      name: aName(),
      completionWindow: null,
      items: [{ line: 1, customId: "1", request: { question: aName(), model: "auto", collectionIds: null } }],
    }),
  ),
  "batches.listBatches": readFor("person", (principal) => batches.listBatches(principal)),
  "batches.findBatch": readFor("person", (principal, of) => batches.findBatch(principal, of.batchId)),
  "batches.loadBatchResults": readFor("person", (principal, of) =>
    batches.loadBatchResults(principal, of.batchId, { limit: 10 }),
  ),
  "batches.cancelBatch": writeFor("person", (principal, of) => batches.cancelBatch(principal, of.batchId)),
  "batches.deleteBatch": writeFor("person", (principal, of) =>
    batches.deleteBatch(principal, of.endedBatchId),
  ),
  "evaluation-sets.listEvaluationSets": readFor("admin", (principal) =>
    evaluationSets.listEvaluationSets(principal),
  ),
  "evaluation-sets.findEvaluationSet": readFor("admin", (principal, of) =>
    evaluationSets.findEvaluationSet(principal, of.evaluationSetId),
  ),
  "evaluation-sets.createEvaluationSet": writeFor("admin", (principal) =>
    evaluationSets.createEvaluationSet(principal, aName(), [aQuestion()]),
  ),
  "evaluation-sets.renameEvaluationSet": writeFor("admin", (principal, of) =>
    evaluationSets.renameEvaluationSet(principal, of.evaluationSetId, aName()),
  ),
  "evaluation-sets.deleteEvaluationSet": writeFor("admin", (principal, of) =>
    evaluationSets.deleteEvaluationSet(principal, of.evaluationSetId),
  ),
  "evaluation-sets.addEvaluationQuestion": writeFor("admin", (principal, of) =>
    evaluationSets.addEvaluationQuestion(principal, of.evaluationSetId, aQuestion()),
  ),
  "evaluation-sets.changeEvaluationQuestion": writeFor("admin", (principal, of) =>
    evaluationSets.changeEvaluationQuestion(principal, of.evaluationQuestionId, { answer: "Changed." }),
  ),
  "evaluation-sets.deleteEvaluationQuestion": writeFor("admin", (principal, of) =>
    evaluationSets.deleteEvaluationQuestion(principal, of.evaluationQuestionId),
  ),
  "evaluation-sets.matchDocumentNames": readFor("member", async (principal, of) => [
    ...(await evaluationSets.matchDocumentNames(principal, [of.documentId.toUpperCase()])).values(),
  ]),
  "evaluation-runs.loadMeasurableQuestions": readFor("admin", (principal, of) =>
    evaluationRuns.loadMeasurableQuestions(principal, of.evaluationSetId),
  ),
  "evaluation-runs.findLineages": readFor("member", async (principal, of) => [
    ...(await evaluationRuns.findLineages(principal, [of.documentId])).keys(),
  ]),
  "evaluation-runs.startEvaluationRun": writeFor("admin", (principal, of) =>
    evaluationRuns.startEvaluationRun(principal, of.evaluationSetId, 1),
  ),
  "evaluation-runs.reportEvaluationRun": writeFor("admin", (principal, of) =>
    evaluationRuns.reportEvaluationRun(principal, of.evaluationRunId, 1),
  ),
  "evaluation-runs.endEvaluationRun": writeFor("admin", (principal, of) =>
    evaluationRuns.endEvaluationRun(principal, of.evaluationRunId, aReport),
  ),
  "evaluation-runs.listEvaluationRuns": readFor("admin", (principal, of) =>
    evaluationRuns.listEvaluationRuns(principal, of.evaluationSetId, 10),
  ),
  "rated-answers.listRatedAnswers": readFor("admin", (principal) =>
    listRatedAnswers(principal, { limit: 10 }),
  ),
  "feedback.saveFeedback": writeFor("person", (principal, of) =>
    saveFeedback(principal, of.answerId, { rating: "up" }),
  ),
  "feedback.deleteFeedback": writeFor("person", (principal, of) => deleteFeedback(principal, of.answerId)),
  "reembeddings.startReembedding": writeFor("admin", async (principal, of) => {
    // One is under way among the canaries, and there can't be two.
    await reembeddings.cancelReembedding(principal, of.collectionId);
    return reembeddings.startReembedding(principal, of.collectionId, {
      ...embedding,
      embeddingModel: "another",
    });
  }),
  "reembeddings.startReembeddings": writeFor("admin", async (principal, of) => {
    await reembeddings.cancelReembedding(principal, of.collectionId).catch(() => undefined);
    return reembeddings.startReembeddings(principal, { ...embedding, embeddingModel: crypto.randomUUID() });
  }),
  "reembeddings.summariseReembeddings": readFor("admin", async (principal, of) => {
    const { running } = await reembeddings.summariseReembeddings(principal, {
      ...embedding,
      embeddingModel: of.mark,
    });
    return running > 0 ? of.collectionId : null;
  }),
  "reembeddings.findReembedding": readFor("admin", (principal, of) =>
    reembeddings.findReembedding(principal, of.collectionId),
  ),
  "reembeddings.measureCollection": {
    // As with counts of documents.
    ...readFor("member", async (principal, of) => {
      const { chunkCount } = await reembeddings.measureCollection(principal, of.collectionId);
      return chunkCount > 0 ? of.chunkId : null;
    }),
  },
  "reembeddings.cancelReembedding": writeFor("admin", (principal, of) =>
    reembeddings.cancelReembedding(principal, of.collectionId),
  ),
  "search.findSearchScope": readFor("member", (principal, of) =>
    search.findSearchScope(principal, [of.collectionId]),
  ),
  // In capitals, because its error says the name again: what was asked is no leak.
  "collections.findCollectionIds": readFor("member", (principal, of) =>
    collections.findCollectionIds(principal, [of.collectionName.toUpperCase()]),
  ),
  "collections.matchCollections": readFor("member", async (principal, of) => [
    ...(await collections.matchCollections(principal, [of.collectionName.toUpperCase()])).values(),
  ]),
  "search-bm25.searchBm25": readFor("member", (principal, of) =>
    searchBm25(principal, {
      queries: [{ terms: [of.mark], phrases: [] }],
      collectionIds: [of.collectionId],
      limit: 10,
    }),
  ),
  "search-vector.searchVector": readFor("member", (principal, of) => {
    const { embeddingModel } = embedding;
    return searchVector(principal, {
      embeddings: [[1, 0, 0]],
      embeddingModel,
      collectionIds: [of.collectionId],
      limit: 10,
    });
  }),
  "search.loadFoundChunks": readFor("member", (principal, of) =>
    search.loadFoundChunks(principal, [of.chunkId]),
  ),
  "search.loadNeighbours": readFor("member", (principal, of) =>
    search.loadNeighbours(principal, [of.chunkId]),
  ),
  "find-named-documents.findNamedDocuments": readFor("member", (principal, of) =>
    findNamedDocuments(principal, {
      collectionIds: [of.collectionId],
      names: [],
      documentIds: [of.documentId],
    }),
  ),
  "searched-documents.findSearchedDocument": readFor("member", (principal, of) =>
    findSearchedDocument(principal, of.documentId, { filters: [{ tags: ["x"] }], terms: [of.mark] }),
  ),
  // An admin sees the planted answer's, since it was rated; its own person, a member, as long as the tenant allows it.
  "retrieval-traces.loadTrace": readFor("admin", (principal, of) => loadTrace(principal, of.answerId)),
  "retrieval-traces.saveTrace": writeFor("person", (principal, of) =>
    saveTrace(principal, of.answerId, traceOf("another")),
  ),
  "tenants.findTenant": readFor("member", (principal) => findTenant(principal)),
  "tenants.changeTenant": writeFor("admin", (principal) =>
    changeTenant(principal, { membersSeeTraces: true }),
  ),
  "idempotency-keys.claimIdempotencyKey": shared(
    writeFor("member", (principal) =>
      claimIdempotencyKey(principal, { key: aName(), requestHash: "", answerId: crypto.randomUUID() }),
    ),
  ),
  "idempotency-keys.releaseIdempotencyKey": writeFor("person", (principal, of) =>
    releaseIdempotencyKey(principal, of.mark),
  ),
  "guard-verdicts.recordGuardVerdicts": shared(
    writeFor("member", (principal) =>
      guardVerdicts.recordGuardVerdicts(principal, { requestId: "new", messageId: null }, [
        { guard: "question", finding: "link", action: "flagged", reason: "new" },
      ]),
    ),
  ),
  "guard-verdicts.listGuardVerdicts": readFor("admin", (principal) =>
    guardVerdicts.listGuardVerdicts(principal, { limit: 50 }),
  ),
  "guard-verdicts.findOwnVerdicts": readFor("person", (principal, of) =>
    guardVerdicts.findOwnVerdicts(principal, of.answerId),
  ),
  "guard-verdicts.findOverturned": readFor("person", (principal, of) =>
    guardVerdicts.findOverturned(principal, { finding: "injection", question: of.mark }),
  ),
  "guard-verdicts.appealGuardVerdict": writeFor("person", (principal, of) =>
    guardVerdicts.appealGuardVerdict(principal, { messageId: of.answerId, appeal: "new" }),
  ),
  "guard-verdicts.reviewGuardVerdict": writeFor("admin", (principal, of) =>
    guardVerdicts.reviewGuardVerdict(principal, of.guardVerdictId, "upheld"),
  ),
  "suspicious-documents.listSuspiciousDocuments": readFor("admin", (principal) =>
    listSuspiciousDocuments(principal),
  ),
  "tenant-policy.findTenantPolicy": shared(readFor("member", (principal) => findTenantPolicy(principal))),
  "tenant-policy.changeTenantPolicy": writeFor("admin", (principal) => changeTenantPolicy(principal, {})),
  "usage.recordUsage": shared(writeFor("member", (principal) => recordUsage(principal, usageOf("new")))),
  "usage-report.usageReport": readFor("admin", (principal) =>
    usageReport(principal, { from: today, to: today, by: "model", filters: {} }),
  ),
  // It names nothing, so the canary looks for it in what names something: the same ledger by day.
  "usage-report.monthSpend": readFor("admin", async (principal) => [
    await monthSpend(principal),
    await exportUsage(principal, today, {}),
  ]),
  "usage-export.exportUsage": readFor("admin", (principal) => exportUsage(principal, today, {})),
  "alerts.listAlerts": readFor("admin", (principal) => alerts.listAlerts(principal)),
  "alerts.markAlertsSeen": writeFor("admin", (principal) => alerts.markAlertsSeen(principal)),
  "alerts.raiseTestAlert": writeFor("admin", (principal) => alerts.raiseTestAlert(principal)),
  "request-records.listRequestRecords": readFor("admin", (principal) =>
    requestRecords.listRequestRecords(principal, { limit: 50 }),
  ),
  "request-records.listStageTimes": readFor("admin", (principal) =>
    requestRecords.listStageTimes(principal, 50),
  ),
  "request-records.findRequestRecord": readFor("admin", (principal, of) =>
    requestRecords.findRequestRecord(principal, of.mark),
  ),
  "request-records.saveRequestRecord": shared(
    writeFor("member", (principal, of) =>
      requestRecords.saveRequestRecord(principal, aRecord(), { cacheKey: of.cacheKey }),
    ),
  ),
  "sources.listSources": readFor("admin", (principal, of) => sources.listSources(principal, of.collectionId)),
  "sources.findSource": readFor("admin", (principal, of) => sources.findSource(principal, of.sourceId)),
  "sources.createSource": writeFor("admin", (principal, of) =>
    sources.createSource(principal, { ...aSource(), collectionId: of.collectionId, sealedCredentials: null }),
  ),
  "sources.updateSource": writeFor("admin", (principal, of) =>
    sources.updateSource(principal, of.sourceId, aSource()),
  ),
  "sources.listSourceDocumentIds": readFor("admin", (principal, of) =>
    sources.listSourceDocumentIds(principal, of.sourceId),
  ),
  "sources.deleteSource": writeFor("admin", (principal, of) => sources.deleteSource(principal, of.sourceId)),
  "source-runs.requestRun": writeFor("admin", async (principal, of) => {
    await sourceRuns.cancelRun(principal, of.sourceId, of.sourceRunId);
    await sourceRuns.requestRun(principal, of.sourceId);
  }),
  "source-runs.listRuns": readFor("admin", (principal, of) => sourceRuns.listRuns(principal, of.sourceId)),
  "source-runs.cancelRun": writeFor("admin", (principal, of) =>
    sourceRuns.cancelRun(principal, of.sourceId, of.sourceRunId),
  ),
};
