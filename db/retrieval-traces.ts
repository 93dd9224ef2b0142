import { AppError } from "../lib/errors.ts";
import { requireUser } from "../lib/require-user.ts";
import { roundToDigits } from "../lib/round-to-digits.ts";
import type { AppliedFilter, RetrievalTrace } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { queryAsTenant, type Tx, withTenant } from "./client.ts";

/** A candidate's chunk, as it can be read now. */
export interface TracedChunk {
  chunkId: string;
  documentId: string;
  title: string;
  /** Where it begins, 1-based; null where the format has no pages. */
  page: number | null;
  headingPath: string[];
  text: string;
  /** Of a version that another has taken the place of: it isn't found any more. */
  isOutdated: boolean;
}

export interface TracedAnswer {
  /** As it was asked. */
  question: string;
  /** Null where nothing was searched for. Of an answer from the cache it has the candidates that became evidence. */
  trace: RetrievalTrace | null;
  /** Those of its candidates that still exist and may be read. */
  chunks: TracedChunk[];
  /** Those of the collections searched that still exist and may be read. */
  collections: NamedRow[];
  /** The number that the answer shows for a chunk that it cites; of one's own answers only. */
  citations: { chunkId: string; index: number }[];
}

interface NamedRow {
  id: string;
  name: string;
}

/**
 * Keeps how the evidence of an answer of one's own was found, once the answer is saved; nothing happens where it's gone. Titles
 * of documents aren't kept, and nothing of the rephrased question where a deletion has made the answer forget it.
 */
export async function saveTrace(
  principal: Principal,
  messageId: string,
  trace: RetrievalTrace,
): Promise<void> {
  const userId = requireUser(principal);
  const filters = trace.filters.map((filter) =>
    filter.field === "document" ? { ...filter, label: "" } : filter,
  );
  const candidates = trace.candidates.map((candidate) => ({
    ...candidate,
    features: candidate.features && shortened(candidate.features),
  }));
  await queryAsTenant(
    principal,
    `INSERT INTO retrieval_traces (tenant_id, message_id, user_id, trace)
     SELECT $1, id, $3, $4::jsonb || CASE WHEN standalone_question IS NULL THEN $5::jsonb ELSE '{}' END
     FROM messages WHERE tenant_id = $1 AND id = $2 AND role = 'assistant'
     ON CONFLICT (message_id) DO UPDATE SET trace = excluded.trace`,
    [
      principal.tenantId,
      messageId,
      userId,
      JSON.stringify({ ...trace, filters, candidates }),
      JSON.stringify(forgottenQuestion),
    ],
  );
}

/** Five digits tell features apart, and take half of the room of all that a float has. */
function shortened(features: Record<string, number>): Record<string, number> {
  const short: Record<string, number> = {};
  for (const name in features) short[name] = roundToDigits(features[name]!, 5);
  return short;
}

/** What is left of a trace's words. */
const forgottenQuestion = { standaloneQuestion: "", queries: [], corrections: [] };

/**
 * Within a transaction. Takes the rephrased question, which may say again what answers said, out of the traces of the
 * conversations that hold these messages; ranks and figures stay.
 */
export async function forgetTracedQuestions(tx: Tx, tenantId: string, messageIds: string[]): Promise<void> {
  await tx.$client.query(
    `UPDATE retrieval_traces SET trace = trace || $3::jsonb
     WHERE tenant_id = $1 AND message_id IN (
       SELECT id FROM messages WHERE tenant_id = $1
         AND conversation_id IN (SELECT conversation_id FROM messages WHERE tenant_id = $1 AND id = ANY ($2)))`,
    [tenantId, messageIds, JSON.stringify(forgottenQuestion)],
  );
}

/**
 * How the evidence of an answer was found, with the texts of the candidates. Admins see their own answers and those that were
 * rated; members their own, where the tenant lets them. Throws `forbidden` for members where it doesn't, else `not_found`.
 */
export async function loadTrace(principal: Principal, messageId: string): Promise<TracedAnswer> {
  return withTenant(principal, async (tx) => {
    await requireTraceReader(tx, principal);
    const { rows } = await tx.$client.query<{ question: string; trace: RetrievalTrace | null }>(
      `SELECT coalesce(question.text, '') AS question, found.trace
       FROM messages answer
       LEFT JOIN messages question ON question.tenant_id = $1 AND question.id = answer.question_id
       LEFT JOIN retrieval_traces found ON found.tenant_id = $1 AND found.message_id = answer.id
       WHERE answer.tenant_id = $1 AND answer.id = $2 AND answer.role = 'assistant'`,
      [principal.tenantId, messageId],
    );
    const [answer] = rows;
    if (!answer) throw new AppError("not_found");
    const { question, trace } = answer;
    if (!trace) return { question, trace, chunks: [], collections: [], citations: [] };
    return {
      question,
      trace: await nameDocuments(tx, principal, trace),
      chunks: await loadTracedChunks(tx, principal, trace),
      collections: await nameCollections(tx, principal, trace.collectionIds),
      citations: await loadCitedChunks(tx, principal, messageId),
    };
  });
}

/** Within a transaction. What the searches for these answers were narrowed to, by message id; those without filters aren't in it. */
export async function loadAppliedFilters(
  tx: Tx,
  principal: Principal,
  messageIds: string[],
): Promise<Map<string, AppliedFilter[]>> {
  const { rows } = await tx.$client.query<{ messageId: string; trace: RetrievalTrace }>(
    `SELECT message_id AS "messageId", trace FROM retrieval_traces
     WHERE tenant_id = $1 AND message_id = ANY ($2) AND trace->'filters' <> '[]'`,
    [principal.tenantId, messageIds],
  );
  const filters = new Map<string, AppliedFilter[]>();
  for (const { messageId, trace } of rows)
    filters.set(messageId, (await nameDocuments(tx, principal, trace)).filters);
  return filters;
}

/** Opens rated answers to admins for the rest of the transaction. */
async function requireTraceReader(tx: Tx, { tenantId, role }: Principal): Promise<void> {
  if (role !== "member") {
    await tx.$client.query("SELECT set_config('lectern.reads_rated', 'on', true)");
    return;
  }
  const { rows } = await tx.$client.query<{ isOpen: boolean }>(
    'SELECT members_see_traces AS "isOpen" FROM tenants WHERE id = $1',
    [tenantId],
  );
  if (rows[0]?.isOpen) return;
  throw new AppError("forbidden", {
    publicMessage: "How answers were found is shown to this workspace's admins alone.",
  });
}

async function loadTracedChunks(
  tx: Tx,
  { tenantId }: Principal,
  { candidates }: RetrievalTrace,
): Promise<TracedChunk[]> {
  const columns = `c.id AS "chunkId", c.document_id AS "documentId", d.title, c.page_start AS page,
    c.heading_path AS "headingPath", c.text, d.superseded_at IS NOT NULL AS "isOutdated"`;
  const { rows } = await tx.$client.query<TracedChunk>(
    ["chunks", "archived_chunks"]
      .map(
        (table) =>
          `SELECT ${columns} FROM ${table} c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
           WHERE c.tenant_id = $1 AND c.id = ANY ($2)`,
      )
      .join(" UNION ALL "),
    [tenantId, candidates.map(({ chunkId }) => chunkId)],
  );
  return rows;
}

async function loadCitedChunks(
  tx: Tx,
  { tenantId }: Principal,
  messageId: string,
): Promise<TracedAnswer["citations"]> {
  const { rows } = await tx.$client.query<TracedAnswer["citations"][number]>(
    'SELECT DISTINCT chunk_id AS "chunkId", index FROM citations WHERE tenant_id = $1 AND message_id = $2 ORDER BY index',
    [tenantId, messageId],
  );
  return rows;
}

async function nameCollections(tx: Tx, { tenantId }: Principal, ids: string[]): Promise<NamedRow[]> {
  const { rows } = await tx.$client.query<NamedRow>(
    "SELECT id, name FROM collections WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY lower(name)",
    [tenantId, ids],
  );
  return rows;
}

/** Filters by document say its title as it is now. */
async function nameDocuments(
  tx: Tx,
  { tenantId }: Principal,
  trace: RetrievalTrace,
): Promise<RetrievalTrace> {
  const idsOf = ({ filters }: AppliedFilter) => filters.documentIds ?? [];
  const ids = trace.filters.flatMap(idsOf);
  if (ids.length === 0) return trace;
  const { rows } = await tx.$client.query<NamedRow>(
    "SELECT id, title AS name FROM documents WHERE tenant_id = $1 AND id = ANY ($2)",
    [tenantId, ids],
  );
  const titles = new Map(rows.map(({ id, name }) => [id, name]));
  const labelOf = (filter: AppliedFilter) =>
    idsOf(filter)
      .map((id) => titles.get(id) ?? "a document that is gone")
      .join(", ");
  const filters = trace.filters.map((filter) =>
    filter.field === "document" ? { ...filter, label: labelOf(filter) } : filter,
  );
  return { ...trace, filters };
}
