import type { Canaries } from "@/db/testing/plant-canaries";
import type { ApiKeyScope, Role } from "@/lib/turn";

export interface RouteCanary {
  /** The path with somebody's ids in it. */
  path: (of: Canaries) => string;
  body?: (of: Canaries) => unknown;
  /** The least role that may; `person`: only whose conversation it is; `public`: anybody. */
  least: Role | "person" | "public";
  /** The scope by which API keys may; without one, none may. */
  scope?: ApiKeyScope;
  /** What a stranger who gives these ids gets: 404 unless the route is about the asker's own things. */
  strangerGets: number;
  /** What the right person gets. */
  rightGets: number;
  /** Whether the right person's answer shows the canaries, or changes something, so that this canary calls what it says. */
  does: "read" | "write" | "nothing";
}

type Call = Pick<RouteCanary, "path" | "body">;

const to = (path: string): Call => ({ path: () => path });
const about = (path: RouteCanary["path"], body?: RouteCanary["body"]): Call => ({ path, body });
const reads = { does: "read", rightGets: 200, strangerGets: 404 } as const;
const writes = { does: "write", rightGets: 204, strangerGets: 404 } as const;
/** About the asker's own tenant or person, whatever ids are given. */
const ownReads = { does: "read", rightGets: 200, strangerGets: 200 } as const;
const ownWrites = (status: number) => ({ does: "write", rightGets: status, strangerGets: status }) as const;
const refused = { does: "nothing", rightGets: 403, strangerGets: 403 } as const;
const harmless = { does: "nothing", rightGets: 200, strangerGets: 200 } as const;

const aName = () => `Name ${crypto.randomUUID()}`;
const someone = () => `${crypto.randomUUID()}@example.com`;

/** For errors that say again what was asked for, which is no leak: the id is the same, the text isn't. */
const spelledOtherwise = (id: string) => id.toUpperCase();

const upload = (of: Canaries) => {
  const form = new FormData();
  form.set("collection", of.collectionName);
  form.set("file", new File([crypto.randomUUID()], "new.txt", { type: "text/plain" }));
  return form;
};

/** next-auth's own: they need Next's server around them. sign-in.db.test.ts goes through them. */
export const testedElsewhere = ["GET /api/auth/[...nextauth]", "POST /api/auth/[...nextauth]"];

/** How each route is called with somebody else's ids. */
export const routeCanaries: Record<string, RouteCanary> = {
  "GET /api/health": { ...to("/api/health"), least: "public", ...harmless },
  // No worker beats during tests.
  "GET /api/ready": {
    ...to("/api/ready"),
    least: "public",
    does: "nothing",
    rightGets: 503,
    strangerGets: 503,
  },
  "GET /api/setup": { ...to("/api/setup"), least: "public", ...harmless },
  "POST /api/setup": {
    ...about(
      () => "/api/setup",
      (of) => ({
        token: of.invitationToken,
        tenantName: "x",
        name: "x",
        email: someone(),
        password: "long enough",
      }),
    ),
    least: "public",
    does: "nothing",
    rightGets: 409,
    strangerGets: 409,
  },
  // Whoever has the token is invited; the invitation's id is no token.
  "GET /api/invitations/[id]/accept": {
    ...about((of) => `/api/invitations/${of.invitationId}/accept`),
    least: "public",
    does: "nothing",
    rightGets: 404,
    strangerGets: 404,
  },
  "POST /api/invitations/[id]/accept": {
    ...about(
      (of) => `/api/invitations/${of.invitationId}/accept`,
      () => ({ name: "Somebody", password: "long enough" }),
    ),
    least: "public",
    does: "nothing",
    rightGets: 404,
    strangerGets: 404,
  },
  "GET /api/me": { ...to("/api/me"), least: "member", ...ownReads },
  "PATCH /api/me": {
    ...about(
      () => "/api/me",
      () => ({ name: aName() }),
    ),
    least: "member",
    ...ownWrites(200),
  },
  "POST /api/tenants/switch": {
    ...about(
      () => "/api/tenants/switch",
      (of) => ({ tenantId: of.person.tenantId }),
    ),
    least: "member",
    ...reads,
  },
  "GET /api/members": { ...to("/api/members"), least: "admin", ...ownReads },
  "PATCH /api/members/[userId]": {
    ...about(
      (of) => `/api/members/${of.person.userId}`,
      () => ({ role: "admin" }),
    ),
    least: "admin",
    ...writes,
  },
  "DELETE /api/members/[userId]": {
    ...about((of) => `/api/members/${of.person.userId}`),
    least: "admin",
    ...writes,
  },
  "GET /api/invitations": { ...to("/api/invitations"), least: "admin", ...ownReads },
  "POST /api/invitations": {
    ...about(
      () => "/api/invitations",
      () => ({ email: someone(), role: "member" }),
    ),
    least: "admin",
    ...ownWrites(201),
  },
  "DELETE /api/invitations/[id]": {
    ...about((of) => `/api/invitations/${of.invitationId}`),
    least: "admin",
    ...writes,
  },
  "GET /api/api-keys": { ...to("/api/api-keys"), least: "admin", ...ownReads },
  "POST /api/api-keys": {
    ...about(
      () => "/api/api-keys",
      () => ({ name: "new", scopes: ["chat"], expiresInDays: null }),
    ),
    least: "admin",
    ...ownWrites(201),
  },
  "DELETE /api/api-keys/[id]": {
    ...about((of) => `/api/api-keys/${of.apiKeyId}`),
    least: "admin",
    ...writes,
  },
  "GET /api/budgets": { ...to("/api/budgets"), least: "admin", ...ownReads },
  "POST /api/budgets": {
    ...about(
      () => "/api/budgets",
      () => ({ scope: "user", period: "hour", microUsdMax: 1000, tokensMax: null, isHard: true }),
    ),
    least: "admin",
    ...ownWrites(201),
  },
  "PATCH /api/budgets/[id]": {
    ...about(
      (of) => `/api/budgets/${of.budgetId}`,
      () => ({ microUsdMax: 2000, tokensMax: null, isHard: false }),
    ),
    least: "admin",
    ...writes,
  },
  "DELETE /api/budgets/[id]": {
    ...about((of) => `/api/budgets/${of.budgetId}`),
    least: "admin",
    ...writes,
  },
  "GET /api/usage": { ...to("/api/usage"), least: "admin", ...ownReads },
  "GET /api/usage/export": { ...to("/api/usage/export"), least: "admin", ...ownReads },
  "GET /api/usage/alerts": { ...to("/api/usage/alerts"), least: "admin", ...ownReads },
  "PATCH /api/usage/alerts": { ...to("/api/usage/alerts"), least: "admin", ...ownWrites(204) },
  "POST /api/usage/alerts/test": { ...to("/api/usage/alerts/test"), least: "admin", ...ownWrites(201) },
  "GET /api/usage/webhook-secret": { ...to("/api/usage/webhook-secret"), least: "admin", ...harmless },
  "POST /api/usage/webhook-secret": { ...to("/api/usage/webhook-secret"), least: "admin", ...ownWrites(200) },
  "GET /api/models": { ...to("/api/models"), least: "member", ...harmless },
  "GET /api/conversations": { ...to("/api/conversations"), least: "person", ...ownReads },
  "GET /api/conversations/[id]": {
    ...about((of) => `/api/conversations/${of.conversationId}`),
    least: "person",
    ...reads,
  },
  "PATCH /api/conversations/[id]": {
    ...about(
      (of) => `/api/conversations/${of.conversationId}`,
      () => ({ title: aName() }),
    ),
    least: "person",
    ...writes,
    rightGets: 200,
  },
  "DELETE /api/conversations/[id]": {
    ...about((of) => `/api/conversations/${of.conversationId}`),
    least: "person",
    ...writes,
  },
  "GET /api/conversations/[id]/summary": {
    ...about((of) => `/api/conversations/${of.conversationId}/summary`),
    least: "person",
    ...reads,
  },
  "PATCH /api/conversations/[id]/summary/[lineId]": {
    ...about(
      (of) => `/api/conversations/${of.conversationId}/summary/${of.summaryLineId}`,
      () => ({ text: aName() }),
    ),
    least: "person",
    ...writes,
    rightGets: 200,
  },
  "DELETE /api/conversations/[id]/summary/[lineId]": {
    ...about((of) => `/api/conversations/${of.conversationId}/summary/${of.summaryLineId}`),
    least: "person",
    ...writes,
  },
  "GET /api/memories": { ...to("/api/memories"), least: "person", ...ownReads },
  "POST /api/memories": {
    ...about(
      () => "/api/memories",
      () => ({ text: aName() }),
    ),
    least: "member",
    ...ownWrites(200),
  },
  "PATCH /api/memories": {
    ...about(
      () => "/api/memories",
      () => ({ remembers: false }),
    ),
    least: "member",
    ...ownWrites(200),
  },
  "DELETE /api/memories": { ...to("/api/memories"), least: "person", ...ownWrites(204) },
  "PATCH /api/memories/[id]": {
    ...about(
      (of) => `/api/memories/${of.memoryId}`,
      () => ({ text: aName() }),
    ),
    least: "person",
    ...writes,
    rightGets: 200,
  },
  "DELETE /api/memories/[id]": {
    ...about((of) => `/api/memories/${of.memoryId}`),
    least: "person",
    ...writes,
  },
  "PUT /api/messages/[id]/feedback": {
    ...about(
      (of) => `/api/messages/${of.answerId}/feedback`,
      () => ({ rating: "up" }),
    ),
    least: "person",
    ...writes,
  },
  // Taking back what one never gave does nothing.
  "DELETE /api/messages/[id]/feedback": {
    ...about((of) => `/api/messages/${of.answerId}/feedback`),
    least: "person",
    ...writes,
    strangerGets: 204,
  },
  // An admin sees how the planted answer was found, since it was rated.
  "GET /api/messages/[id]/trace": {
    ...about((of) => `/api/messages/${of.answerId}/trace`),
    least: "admin",
    ...reads,
  },
  "GET /api/messages/[id]/trace/why-not/[documentId]": {
    ...about((of) => `/api/messages/${of.answerId}/trace/why-not/${of.documentId}`),
    least: "admin",
    ...reads,
  },
  "PATCH /api/tenants/current": {
    ...about(
      () => "/api/tenants/current",
      () => ({ membersSeeTraces: true }),
    ),
    least: "admin",
    ...ownWrites(204),
  },
  // Ratings alone open them to admins, in this one list.
  "GET /api/answer-cache": { ...to("/api/answer-cache"), least: "admin", ...ownReads },
  "DELETE /api/answer-cache/[key]": {
    ...about((of) => `/api/answer-cache/${of.cacheKey}`),
    least: "admin",
    ...writes,
  },
  "DELETE /api/answer-cache": { ...to("/api/answer-cache"), least: "admin", ...ownWrites(200) },
  "GET /api/guard-verdicts": { ...to("/api/guard-verdicts"), least: "admin", ...ownReads },
  "PATCH /api/guard-verdicts/[id]": {
    ...about(
      (of) => `/api/guard-verdicts/${of.guardVerdictId}`,
      () => ({ review: "upheld" }),
    ),
    least: "admin",
    ...writes,
  },
  "GET /api/guard-verdicts/appeals": {
    ...about((of) => `/api/guard-verdicts/appeals?messageId=${of.answerId}`),
    least: "person",
    ...reads,
    strangerGets: 200,
  },
  "POST /api/guard-verdicts/appeals": {
    ...about(
      () => "/api/guard-verdicts/appeals",
      (of) => ({ messageId: of.answerId, appeal: "It was a question." }),
    ),
    least: "person",
    ...writes,
  },
  // For an operator or by a token of the environment: several workspaces share the server here.
  "GET /api/metrics": {
    ...to("/api/metrics"),
    least: "public",
    does: "nothing",
    rightGets: 401,
    strangerGets: 403,
  },
  "GET /api/records": { ...to("/api/records"), least: "admin", ...ownReads },
  "GET /api/records/[requestId]": {
    ...about((of) => `/api/records/${of.mark}`),
    least: "admin",
    ...reads,
  },
  "GET /api/rated-answers": { ...to("/api/rated-answers"), least: "admin", ...ownReads },
  "GET /api/evaluation-sets": { ...to("/api/evaluation-sets"), least: "admin", ...ownReads },
  "POST /api/evaluation-sets": {
    ...about(
      () => "/api/evaluation-sets",
      () => ({ name: aName() }),
    ),
    least: "admin",
    ...ownWrites(201),
  },
  // A document that isn't the asker's is as if there were none.
  "POST /api/evaluation-sets/import": {
    ...about(
      () => "/api/evaluation-sets/import",
      (of) => ({
        name: aName(),
        questions: [{ question: "x", documents: [spelledOtherwise(of.documentId)] }],
      }),
    ),
    least: "admin",
    ...ownWrites(201),
  },
  "GET /api/evaluation-sets/[id]": {
    ...about((of) => `/api/evaluation-sets/${of.evaluationSetId}`),
    least: "admin",
    ...reads,
  },
  "PATCH /api/evaluation-sets/[id]": {
    ...about(
      (of) => `/api/evaluation-sets/${of.evaluationSetId}`,
      () => ({ name: aName() }),
    ),
    least: "admin",
    ...writes,
  },
  "DELETE /api/evaluation-sets/[id]": {
    ...about((of) => `/api/evaluation-sets/${of.evaluationSetId}`),
    least: "admin",
    ...writes,
  },
  "POST /api/evaluation-sets/[id]/questions": {
    ...about(
      (of) => `/api/evaluation-sets/${of.evaluationSetId}/questions`,
      (of) => ({ question: aName(), documentIds: [of.documentId] }),
    ),
    least: "admin",
    ...writes,
    rightGets: 201,
  },
  "PATCH /api/evaluation-questions/[id]": {
    ...about(
      (of) => `/api/evaluation-questions/${of.evaluationQuestionId}`,
      () => ({ question: aName() }),
    ),
    least: "admin",
    ...writes,
  },
  "DELETE /api/evaluation-questions/[id]": {
    ...about((of) => `/api/evaluation-questions/${of.evaluationQuestionId}`),
    least: "admin",
    ...writes,
  },
  "GET /api/evaluation-sets/[id]/export": {
    ...about((of) => `/api/evaluation-sets/${of.evaluationSetId}/export`),
    least: "admin",
    ...reads,
  },
  // A set that one may not see has no runs.
  "GET /api/evaluation-sets/[id]/runs": {
    ...about((of) => `/api/evaluation-sets/${of.evaluationSetId}/runs`),
    least: "admin",
    ...ownReads,
  },
  "POST /api/evaluation-sets/[id]/runs": {
    ...about((of) => `/api/evaluation-sets/${of.evaluationSetId}/runs`),
    least: "admin",
    ...writes,
    rightGets: 202,
  },
  "POST /api/chat": {
    ...about(
      () => "/api/chat",
      (of) => ({
        conversationId: of.conversationId,
        questionId: crypto.randomUUID(),
        question: "What is the secret?",
      }),
    ),
    least: "person",
    ...writes,
    rightGets: 200,
  },
  // Nothing is being written there, for anybody; following a run is tested with runs.
  "GET /api/chat/[conversationId]/stream": {
    ...about((of) => `/api/chat/${of.conversationId}/stream`),
    least: "person",
    does: "nothing",
    rightGets: 204,
    strangerGets: 204,
  },
  "POST /api/chat/[conversationId]/stop": {
    ...about((of) => `/api/chat/${of.runningConversationId}/stop`),
    least: "person",
    ...writes,
    strangerGets: 204,
  },
  "GET /api/v1/openapi.json": { ...to("/api/v1/openapi.json"), least: "public", ...harmless },
  "GET /api/v1/models": { ...to("/api/v1/models"), least: "member", scope: "chat", ...harmless },
  "POST /api/v1/chat/completions": {
    ...about(
      () => "/api/v1/chat/completions",
      (of) => ({
        collections: [spelledOtherwise(of.collectionId)],
        messages: [{ role: "user", content: "What is the secret?" }],
      }),
    ),
    least: "member",
    scope: "chat",
    ...writes,
    rightGets: 200,
  },
  "POST /api/v1/batches": {
    ...about(
      () => "/api/v1/batches",
      (of) =>
        new Blob([JSON.stringify({ custom_id: "1", question: `Secret of ${spelledOtherwise(of.mark)}?` })], {
          type: "application/jsonl",
        }),
    ),
    least: "member",
    scope: "chat",
    ...ownWrites(202),
  },
  "GET /api/v1/batches": { ...to("/api/v1/batches"), least: "person", scope: "chat", ...ownReads },
  "GET /api/v1/batches/[id]": {
    ...about((of) => `/api/v1/batches/${of.batchId}`),
    least: "person",
    scope: "chat",
    ...reads,
  },
  "GET /api/v1/batches/[id]/results": {
    ...about((of) => `/api/v1/batches/${of.batchId}/results`),
    least: "person",
    scope: "chat",
    ...reads,
  },
  "POST /api/v1/batches/[id]/cancel": {
    ...about((of) => `/api/v1/batches/${of.batchId}/cancel`),
    least: "person",
    scope: "chat",
    ...writes,
    rightGets: 200,
  },
  "DELETE /api/v1/batches/[id]": {
    ...about((of) => `/api/v1/batches/${of.endedBatchId}`),
    least: "person",
    scope: "chat",
    ...writes,
  },
  "POST /api/v1/search": {
    ...about(
      () => "/api/v1/search",
      (of) => ({
        query: "secret",
        collections: [spelledOtherwise(of.collectionId)],
        filters: { documentIds: [of.documentId] },
        explain: true,
        whyNot: of.documentId,
      }),
    ),
    least: "member",
    scope: "search",
    ...reads,
  },
  "GET /api/v1/collections": {
    ...to("/api/v1/collections"),
    least: "member",
    scope: "documents:read",
    ...ownReads,
  },
  "POST /api/v1/collections": {
    ...about(
      () => "/api/v1/collections",
      () => ({ name: aName() }),
    ),
    least: "admin",
    scope: "documents:write",
    ...ownWrites(201),
  },
  "GET /api/v1/collections/[id]": {
    ...about((of) => `/api/v1/collections/${of.collectionId}`),
    least: "member",
    scope: "documents:read",
    ...reads,
  },
  "PATCH /api/v1/collections/[id]": {
    ...about(
      (of) => `/api/v1/collections/${of.collectionId}`,
      () => ({ name: aName() }),
    ),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 200,
  },
  "DELETE /api/v1/collections/[id]": {
    ...about((of) => `/api/v1/collections/${of.collectionId}`),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 200,
  },
  "GET /api/v1/collections/[id]/reembedding": {
    ...about((of) => `/api/v1/collections/${of.collectionId}/reembedding`),
    least: "admin",
    scope: "documents:write",
    ...reads,
  },
  "GET /api/reembeddings": {
    ...to("/api/reembeddings?embeddingModel=builtin%2Fhash-embed"),
    least: "admin",
    ...harmless,
  },
  // Each tenant's own collections, whatever ids are given.
  "POST /api/reembeddings": {
    ...about(
      () => "/api/reembeddings",
      () => ({ embeddingModel: "builtin/hash-embed" }),
    ),
    least: "admin",
    does: "nothing",
    rightGets: 202,
    strangerGets: 202,
  },
  "GET /api/local-models": { ...to("/api/local-models"), least: "admin", ...harmless },
  // There are several tenants among the canaries, and no operator.
  "POST /api/local-models/[name]": {
    ...to("/api/local-models/multilingual-e5-small"),
    least: "admin",
    ...refused,
  },
  "DELETE /api/local-models/[name]": {
    ...to("/api/local-models/multilingual-e5-small"),
    least: "admin",
    ...refused,
  },
  // Providers of models and their keys are an operator's, and there is none among the canaries.
  "GET /api/model-providers": { ...to("/api/model-providers"), least: "admin", ...refused },
  "POST /api/model-providers": {
    ...about(
      () => "/api/model-providers",
      () => ({ name: "canary", kind: "openai" }),
    ),
    least: "admin",
    ...refused,
  },
  "PATCH /api/model-providers/[id]": {
    ...about(
      (of) => `/api/model-providers/${of.holdId}`,
      () => ({ isEnabled: false }),
    ),
    least: "admin",
    ...refused,
  },
  "DELETE /api/model-providers/[id]": {
    ...about((of) => `/api/model-providers/${of.holdId}`),
    least: "admin",
    ...refused,
  },
  "POST /api/model-providers/check": {
    ...about(
      () => "/api/model-providers/check",
      () => ({ kind: "openai" }),
    ),
    least: "admin",
    ...refused,
  },
  "POST /api/model-providers/[id]/check": {
    ...about((of) => `/api/model-providers/${of.holdId}/check`),
    least: "admin",
    ...refused,
  },
  "PATCH /api/models": {
    ...about(
      () => "/api/models",
      () => ({ roles: { chat: null } }),
    ),
    least: "admin",
    ...refused,
  },
  "GET /api/tenant-policy": { ...to("/api/tenant-policy"), least: "admin", ...ownReads },
  "PATCH /api/tenant-policy": {
    ...about(
      () => "/api/tenant-policy",
      () => ({ models: { keepsPersonalDataLocal: true } }),
    ),
    least: "admin",
    ...ownWrites(200),
  },
  // One is under way among the canaries.
  "POST /api/v1/collections/[id]/reembedding": {
    ...about(
      (of) => `/api/v1/collections/${of.collectionId}/reembedding`,
      () => ({ embeddingModel: "builtin/hash-embed" }),
    ),
    least: "admin",
    scope: "documents:write",
    does: "nothing",
    rightGets: 409,
    strangerGets: 404,
  },
  "DELETE /api/v1/collections/[id]/reembedding": {
    ...about((of) => `/api/v1/collections/${of.collectionId}/reembedding`),
    least: "admin",
    scope: "documents:write",
    ...writes,
  },
  "POST /api/v1/collections/[id]/reprocess": {
    ...about((of) => `/api/v1/collections/${of.collectionId}/reprocess`),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 200,
  },
  "POST /api/v1/collections/[id]/preview": {
    ...about((of) => `/api/v1/collections/${of.collectionId}/preview`, upload),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 202,
  },
  "GET /api/v1/previews/[id]": {
    ...about((of) => `/api/v1/previews/${of.previewId}`),
    least: "admin",
    scope: "documents:write",
    ...reads,
  },
  "PUT /api/v1/collections/[id]/readers": {
    ...about(
      (of) => `/api/v1/collections/${of.collectionId}/readers`,
      () => ({ readers: "named", userIds: [] }),
    ),
    least: "admin",
    ...writes,
    rightGets: 200,
  },
  "GET /api/v1/documents": {
    ...to("/api/v1/documents"),
    least: "member",
    scope: "documents:read",
    ...ownReads,
  },
  "POST /api/v1/documents": {
    ...about(() => "/api/v1/documents", upload),
    least: "admin",
    scope: "documents:write",
    ...ownWrites(202),
  },
  // A stranger who names a collection that isn't theirs learns nothing: it's as if there were none yet.
  "POST /api/v1/documents/known": {
    ...about(
      () => "/api/v1/documents/known",
      (of) => ({ collection: of.collectionId, hashes: [of.contentHash] }),
    ),
    least: "admin",
    scope: "documents:write",
    ...ownReads,
  },
  "GET /api/v1/documents/[id]": {
    ...about((of) => `/api/v1/documents/${of.documentId}`),
    least: "member",
    scope: "documents:read",
    ...reads,
  },
  "PATCH /api/v1/documents/[id]": {
    ...about(
      (of) => `/api/v1/documents/${of.documentId}`,
      () => ({ tags: [aName()] }),
    ),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 200,
  },
  "DELETE /api/v1/documents/[id]": {
    ...about((of) => `/api/v1/documents/${of.documentId}`),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 200,
  },
  "POST /api/v1/documents/batch": {
    ...about(() => "/api/v1/documents/batch", upload),
    least: "admin",
    scope: "documents:write",
    ...ownWrites(200),
  },
  "GET /api/v1/documents/facets": {
    ...about((of) => `/api/v1/documents/facets?collection=${spelledOtherwise(of.collectionId)}`),
    least: "member",
    scope: "documents:read",
    ...reads,
  },
  // Numbers alone.
  "GET /api/v1/documents/counts": {
    ...about((of) => `/api/v1/documents/counts?collection=${spelledOtherwise(of.collectionId)}`),
    least: "member",
    scope: "documents:read",
    ...harmless,
    strangerGets: 404,
  },
  // Of a document that is ready: those who may ask are told that there's nothing to cancel.
  "POST /api/v1/documents/[id]/cancel": {
    ...about((of) => `/api/v1/documents/${of.documentId}/cancel`),
    least: "admin",
    scope: "documents:write",
    ...harmless,
    strangerGets: 404,
    rightGets: 409,
  },
  "POST /api/v1/documents/[id]/retry": {
    ...about((of) => `/api/v1/documents/${of.failedDocumentId}/retry`),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 202,
  },
  "GET /api/v1/documents/[id]/file": {
    ...about((of) => `/api/v1/documents/${of.documentId}/file`),
    least: "member",
    scope: "documents:read",
    ...reads,
  },
  "GET /api/v1/documents/[id]/chunks": {
    ...about((of) => `/api/v1/documents/${of.documentId}/chunks`),
    least: "member",
    scope: "documents:read",
    ...reads,
  },
  "GET /api/v1/sources": { ...to("/api/v1/sources"), least: "admin", scope: "documents:write", ...ownReads },
  "POST /api/v1/sources": {
    ...about(
      () => "/api/v1/sources",
      (of) => ({
        collection: spelledOtherwise(of.collectionId),
        name: aName(),
        config: { kind: "url", url: "https://example.com" },
      }),
    ),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 201,
  },
  "GET /api/v1/sources/[id]": {
    ...about((of) => `/api/v1/sources/${of.sourceId}`),
    least: "admin",
    scope: "documents:write",
    ...reads,
  },
  "PATCH /api/v1/sources/[id]": {
    ...about(
      (of) => `/api/v1/sources/${of.sourceId}`,
      () => ({ name: aName() }),
    ),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 200,
  },
  "DELETE /api/v1/sources/[id]": {
    ...about((of) => `/api/v1/sources/${of.sourceId}?documents=delete`),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 200,
  },
  // Its planted run is open: those who may ask are told so. That a run is queued is tested with the routes.
  "POST /api/v1/sources/[id]/sync": {
    ...about((of) => `/api/v1/sources/${of.sourceId}/sync`),
    least: "admin",
    scope: "documents:write",
    ...harmless,
    strangerGets: 404,
    rightGets: 409,
  },
  "GET /api/v1/sources/[id]/runs": {
    ...about((of) => `/api/v1/sources/${of.sourceId}/runs`),
    least: "admin",
    scope: "documents:write",
    ...reads,
  },
  "POST /api/v1/sources/[id]/runs/[runId]/cancel": {
    ...about((of) => `/api/v1/sources/${of.sourceId}/runs/${of.sourceRunId}/cancel`),
    least: "admin",
    scope: "documents:write",
    ...writes,
    rightGets: 200,
  },
};
