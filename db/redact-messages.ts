import { redactAnswer } from "../lib/redact-answer.ts";
import type { SentenceVerdict } from "../lib/turn.ts";
import { leaveTenantRole, type Tx } from "./client.ts";
import { forgetTracedQuestions } from "./retrieval-traces.ts";

/** Answers that are rewritten with one statement. */
const messagesPerBatch = 200;

interface CitingMessage {
  id: string;
  text: string;
  verdicts: SentenceVerdict[];
  citations: { ordinal: number; position: number; documentId: string }[];
}

/**
 * System, within a transaction. Takes out of everybody's saved answers the sentences that cite these documents, with their
 * citations, and forgets how the questions of those conversations were rephrased, which may say again what answers said.
 * Leaves the tenant's role: admins delete documents without reading along in other people's conversations.
 */
export async function redactMessages(tx: Tx, tenantId: string, documentIds: string[]): Promise<void> {
  await leaveTenantRole(tx);
  const { rows } = await tx.$client.query<{ id: string }>(
    "SELECT DISTINCT message_id AS id FROM citations WHERE tenant_id = $1 AND document_id = ANY ($2)",
    [tenantId, documentIds],
  );
  await forgetDerivedTexts(tx, tenantId, { documentIds, messageIds: rows.map(({ id }) => id) });
  const gone = new Set(documentIds);
  for (let from = 0; from < rows.length; from += messagesPerBatch) {
    const ids = rows.slice(from, from + messagesPerBatch).map((row) => row.id);
    await redactBatch(tx, tenantId, { ids, gone });
  }
}

/** Takes away what else was written from these documents, or from answers that cite them: records' texts, batches' answers, summaries. */
async function forgetDerivedTexts(
  tx: Tx,
  tenantId: string,
  { documentIds, messageIds }: { documentIds: string[]; messageIds: string[] },
): Promise<void> {
  await tx.$client.query("DELETE FROM request_texts WHERE tenant_id = $1 AND document_ids && $2", [
    tenantId,
    documentIds,
  ]);
  await tx.$client.query(
    `UPDATE batch_items SET answer = NULL, document_ids = NULL, error_code = 'document_deleted'
     WHERE tenant_id = $1 AND document_ids && $2`,
    [tenantId, documentIds],
  );
  // What a provider wrote for a batch doesn't say what it rests on: the question is asked anew.
  await tx.$client.query(
    "UPDATE batch_items SET handover = handover - 'text' WHERE tenant_id = $1 AND handover ? 'text'",
    [tenantId],
  );
  await tx.$client.query("DELETE FROM summary_lines WHERE tenant_id = $1 AND message_ids && $2", [
    tenantId,
    messageIds,
  ]);
}

async function redactBatch(
  tx: Tx,
  tenantId: string,
  { ids, gone }: { ids: string[]; gone: Set<string> },
): Promise<void> {
  const { rows } = await tx.$client.query<CitingMessage>(
    `SELECT m.id, m.text, m.verdicts, json_agg(json_build_object(
              'ordinal', c.ordinal, 'position', c.position, 'documentId', c.document_id) ORDER BY c.ordinal) AS citations
     FROM messages m JOIN citations c ON c.tenant_id = m.tenant_id AND c.message_id = m.id
     WHERE m.tenant_id = $1 AND m.id = ANY ($2) GROUP BY m.tenant_id, m.id`,
    [tenantId, ids],
  );
  const redacted = rows.map(({ id, ...answer }) => ({ id, ...redactAnswer(answer, gone) }));
  await tx.$client.query(
    `UPDATE messages m SET text = row.text, verdicts = row.verdicts
     FROM json_to_recordset($2) AS row (id uuid, text text, verdicts jsonb) WHERE m.tenant_id = $1 AND m.id = row.id`,
    [tenantId, JSON.stringify(redacted.map(({ id, text, verdicts }) => ({ id, text, verdicts })))],
  );
  const kept = redacted.flatMap(({ id, citations }) =>
    citations.map(({ ordinal, position }) => ({ id, ordinal, position })),
  );
  await tx.$client.query(
    `WITH kept AS (SELECT * FROM json_to_recordset($3) AS row (id uuid, ordinal int, position int)), gone AS (
       DELETE FROM citations c WHERE c.tenant_id = $1 AND c.message_id = ANY ($2)
         AND NOT EXISTS (SELECT FROM kept WHERE kept.id = c.message_id AND kept.ordinal = c.ordinal))
     UPDATE citations c SET position = kept.position FROM kept
     WHERE c.tenant_id = $1 AND c.message_id = kept.id AND c.ordinal = kept.ordinal`,
    [tenantId, ids, JSON.stringify(kept)],
  );
  await tx.$client.query(
    `UPDATE messages SET standalone_question = NULL
     WHERE tenant_id = $1 AND role = 'assistant'
       AND conversation_id IN (SELECT conversation_id FROM messages WHERE tenant_id = $1 AND id = ANY ($2))`,
    [tenantId, ids],
  );
  await forgetTracedQuestions(tx, tenantId, ids);
}

/**
 * System, within a transaction. Those of the documents that are gone; the others can't go before the transaction ends. Leaves
 * the tenant's role, since a member may read documents but not lock them.
 */
export async function findDeletedDocuments(
  tx: Tx,
  tenantId: string,
  documentIds: string[],
): Promise<string[]> {
  if (documentIds.length === 0) return [];
  await leaveTenantRole(tx);
  const { rows } = await tx.$client.query<{ id: string }>(
    "SELECT id FROM documents WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR KEY SHARE",
    [tenantId, documentIds],
  );
  const there = new Set(rows.map((row) => row.id));
  return documentIds.filter((id) => !there.has(id));
}
