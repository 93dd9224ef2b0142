/** What evaluation sets came to, each time they were run. Admins only, like the sets. */
import { v7 as uuidv7 } from "uuid";
import type { SetReport } from "../lib/evaluation-set.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { noSuchSet } from "./evaluation-sets.ts";

export interface EvaluationRun {
  id: string;
  /** How many were measured. */
  questions: number;
  report: SetReport;
  createdAt: Date;
}

export interface MeasurableQuestion {
  id: string;
  question: string;
  /** The lineages of the documents in which the answer stands and that can be found now; none where it can't be measured. */
  lineageIds: string[];
}

/** The set's questions, as a run needs them. Throws `not_found`. */
export async function loadMeasurableQuestions(
  principal: Principal,
  setId: string,
): Promise<MeasurableQuestion[]> {
  const { tenantId } = principal;
  const { rows, isThere } = await withTenant(principal, async (tx) => {
    const set = await tx.$client.query("SELECT FROM evaluation_sets WHERE tenant_id = $1 AND id = $2", [
      tenantId,
      setId,
    ]);
    const questions = await tx.$client.query<MeasurableQuestion>(
      `SELECT q.id, q.question, coalesce((
         SELECT array_agg(DISTINCT found.lineage_id) FROM documents named
         JOIN documents found ON found.tenant_id = $1 AND found.lineage_id = named.lineage_id
           AND found.ready_at IS NOT NULL AND found.superseded_at IS NULL
         WHERE named.tenant_id = $1 AND named.id = ANY (q.document_ids) AND q.is_answerable), '{}') AS "lineageIds"
       FROM evaluation_questions q WHERE q.tenant_id = $1 AND q.set_id = $2 ORDER BY q.created_at, q.id`,
      [tenantId, setId],
    );
    return { rows: questions.rows, isThere: Boolean(set.rowCount) };
  });
  if (!isThere) throw noSuchSet();
  return rows;
}

/** The lineage of each of these documents, by its id. */
export async function findLineages(
  principal: Principal,
  documentIds: string[],
): Promise<Map<string, string>> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<{ id: string; lineageId: string }>(
      `SELECT id, lineage_id AS "lineageId" FROM documents WHERE tenant_id = $1 AND id = ANY ($2)`,
      [principal.tenantId, documentIds],
    ),
  );
  return new Map(rows.map(({ id, lineageId }) => [id, lineageId]));
}

/** Keeps a run. Throws `not_found` where the set was deleted meanwhile. */
export async function saveEvaluationRun(
  principal: Principal,
  setId: string,
  report: SetReport,
): Promise<EvaluationRun> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<EvaluationRun>(
      `INSERT INTO evaluation_runs (id, tenant_id, set_id, questions, report, created_by)
       SELECT $3, tenant_id, id, $4, $5, $6 FROM evaluation_sets WHERE tenant_id = $1 AND id = $2
       RETURNING id, questions, report, created_at AS "createdAt"`,
      [
        principal.tenantId,
        setId,
        uuidv7(),
        report.questions.length,
        JSON.stringify(report),
        principal.userId,
      ],
    ),
  );
  if (!rows[0]) throw noSuchSet();
  return rows[0];
}

/** The set's last runs, latest first. */
export async function listEvaluationRuns(
  principal: Principal,
  setId: string,
  limit: number,
): Promise<EvaluationRun[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<EvaluationRun>(
      `SELECT id, questions, report, created_at AS "createdAt" FROM evaluation_runs
       WHERE tenant_id = $1 AND set_id = $2 ORDER BY created_at DESC LIMIT $3`,
      [principal.tenantId, setId, limit],
    ),
  );
  return rows;
}
