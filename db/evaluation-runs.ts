/** What evaluation sets came to, each time they were run. Admins only, like the sets. */
import { v7 as uuidv7 } from "uuid";
import { AppError } from "../lib/errors.ts";
import type { SetReport } from "../lib/evaluation-set.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { noSuchSet } from "./evaluation-sets.ts";

export interface EvaluationRun {
  id: string;
  /** running → done | died. It died when its process did, or when something it needs failed. */
  state: "running" | "done" | "died";
  /** How many questions are measured. */
  questions: number;
  /** How many of them have been. */
  measured: number;
  /** Null unless it's done. */
  report: SetReport | null;
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

/** A run says every second that it lives; the embedded database may keep it waiting behind a long transaction. */
const silenceSecondsMax = 20;

const isAlive = `report IS NULL AND beat_at > now() - make_interval(secs => ${silenceSecondsMax})`;

const runColumns = `id, questions, measured, report, created_at AS "createdAt",
  CASE WHEN report IS NOT NULL THEN 'done' WHEN ${isAlive} THEN 'running' ELSE 'died' END AS state`;

/**
 * Begins a run over so many questions. Throws `not_found`, and `conflict` while another run of the set is under way. Say every
 * second that it lives, or it counts as dead.
 */
export async function startEvaluationRun(
  principal: Principal,
  setId: string,
  questions: number,
): Promise<EvaluationRun> {
  const { tenantId, userId } = principal;
  return withTenant(principal, async (tx) => {
    // Two that begin at once take turns by the set's row.
    const set = await tx.$client.query(
      "SELECT FROM evaluation_sets WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
      [tenantId, setId],
    );
    if (!set.rowCount) throw noSuchSet();
    const { rows } = await tx.$client.query<EvaluationRun>(
      `INSERT INTO evaluation_runs (id, tenant_id, set_id, questions, beat_at, created_by)
       SELECT $3, $1, $2, $4, now(), $5
       WHERE NOT EXISTS (SELECT FROM evaluation_runs WHERE tenant_id = $1 AND set_id = $2 AND ${isAlive})
       RETURNING ${runColumns}`,
      [tenantId, setId, uuidv7(), questions, userId],
    );
    if (!rows[0]) throw new AppError("conflict", { publicMessage: "This set is being run already." });
    return rows[0];
  });
}

/** Says that a run lives and how far it is; false where it has ended, or its set was deleted. */
export async function reportEvaluationRun(
  principal: Principal,
  id: string,
  measured: number,
): Promise<boolean> {
  const { rowCount } = await withTenant(principal, (tx) =>
    tx.$client.query(
      `UPDATE evaluation_runs SET measured = $3, beat_at = now()
       WHERE tenant_id = $1 AND id = $2 AND beat_at IS NOT NULL`,
      [principal.tenantId, id, measured],
    ),
  );
  return rowCount === 1;
}

/** Keeps what a run came to; null: it died. Nothing happens where its set was deleted. */
export async function endEvaluationRun(
  principal: Principal,
  id: string,
  report: SetReport | null,
): Promise<void> {
  await withTenant(principal, (tx) =>
    tx.$client.query(
      `UPDATE evaluation_runs SET report = $3, beat_at = NULL,
         measured = CASE WHEN $3::jsonb IS NULL THEN measured ELSE questions END
       WHERE tenant_id = $1 AND id = $2 AND beat_at IS NOT NULL`,
      [principal.tenantId, id, report && JSON.stringify(report)],
    ),
  );
}

/** The set's last runs, latest first. */
export async function listEvaluationRuns(
  principal: Principal,
  setId: string,
  limit: number,
): Promise<EvaluationRun[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<EvaluationRun>(
      `SELECT ${runColumns} FROM evaluation_runs
       WHERE tenant_id = $1 AND set_id = $2 ORDER BY created_at DESC LIMIT $3`,
      [principal.tenantId, setId, limit],
    ),
  );
  return rows;
}
