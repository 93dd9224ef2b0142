/** Questions of a tenant with what a good answer to them is. Admins only: row-level security shows them to nobody else. */
import { v7 as uuidv7 } from "uuid";
import { AppError } from "../lib/errors.ts";
import { type EvaluationSetFile, type SetReport, setQuestionsMax } from "../lib/evaluation-set.ts";
import type { Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";

export interface EvaluationSet {
  id: string;
  name: string;
  createdAt: Date;
  questionCount: number;
  lastRun: { createdAt: Date; questions: number; metrics: SetReport["metrics"] } | null;
}

export interface EvaluationQuestion {
  id: string;
  question: string;
  /** What a good answer says; null where only the documents are known. */
  answer: string | null;
  /** False: the right answer is that the documents don't say. */
  isAnswerable: boolean;
  /** Documents in which the answer stands, in the version that is found now. */
  documents: { id: string; title: string; fileName: string }[];
  origin: "written" | "rated" | "imported";
  createdAt: Date;
}

export interface NewEvaluationQuestion {
  question: string;
  answer: string | null;
  isAnswerable: boolean;
  documentIds: string[];
  origin: EvaluationQuestion["origin"];
}

const selectSets = `
  SELECT s.id, s.name, s.created_at AS "createdAt",
         (SELECT count(*)::int FROM evaluation_questions q WHERE q.tenant_id = $1 AND q.set_id = s.id) AS "questionCount",
         (SELECT json_build_object('createdAt', r.created_at, 'questions', r.questions, 'metrics', r.report->'metrics')
          FROM evaluation_runs r WHERE r.tenant_id = $1 AND r.set_id = s.id AND r.report IS NOT NULL ORDER BY r.created_at DESC LIMIT 1) AS "lastRun"
  FROM evaluation_sets s WHERE s.tenant_id = $1`;

/** All sets, by name. */
export async function listEvaluationSets(principal: Principal): Promise<EvaluationSet[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<EvaluationSet>(`${selectSets} ORDER BY lower(s.name), s.created_at`, [
      principal.tenantId,
    ]),
  );
  return rows.map(withRunDate);
}

/** The set with its questions, oldest first. Throws `not_found`. */
export async function findEvaluationSet(
  principal: Principal,
  id: string,
): Promise<EvaluationSet & { questions: EvaluationQuestion[] }> {
  const { tenantId } = principal;
  const { set, questions } = await withTenant(principal, async (tx) => {
    const found = await tx.$client.query<EvaluationSet>(`${selectSets} AND s.id = $2`, [tenantId, id]);
    const listed = await tx.$client.query<EvaluationQuestion>(
      `SELECT q.id, q.question, q.answer, q.is_answerable AS "isAnswerable", q.origin, q.created_at AS "createdAt",
              coalesce((SELECT json_agg(json_build_object('id', d.id, 'title', d.title, 'fileName', d.file_name)
                                        ORDER BY d.title, d.id)
                        FROM documents d WHERE ${isMeantBy("q.document_ids")}), '[]') AS documents
       FROM evaluation_questions q WHERE q.tenant_id = $1 AND q.set_id = $2 ORDER BY q.created_at, q.id`,
      [tenantId, id],
    );
    return { set: found.rows[0], questions: listed.rows };
  });
  if (!set) throw noSuchSet();
  return { ...withRunDate(set), questions };
}

/** JSON has no dates. */
const withRunDate = (set: EvaluationSet): EvaluationSet => ({
  ...set,
  lastRun: set.lastRun && { ...set.lastRun, createdAt: new Date(set.lastRun.createdAt) },
});

/** Whether the documents row `d` is what is found now of documents that were named, of whatever version then. */
const isMeantBy = (ids: string) =>
  `d.tenant_id = $1 AND d.superseded_at IS NULL AND d.lineage_id IN (
     SELECT named.lineage_id FROM documents named WHERE named.tenant_id = $1 AND named.id = ANY (${ids}))`;

/** Makes a set, with questions or without. Throws `document_not_found`. */
export async function createEvaluationSet(
  principal: Principal,
  name: string,
  questions: NewEvaluationQuestion[] = [],
): Promise<string> {
  const id = uuidv7();
  await withTenant(principal, async (tx) => {
    await tx.$client.query(
      "INSERT INTO evaluation_sets (id, tenant_id, name, created_by) VALUES ($2, $1, $3, $4)",
      [principal.tenantId, id, name, principal.userId],
    );
    await requireDocuments(
      tx,
      principal.tenantId,
      questions.flatMap(({ documentIds }) => documentIds),
    );
    await insertQuestions(tx, principal, id, questions);
  });
  return id;
}

/** Throws `not_found`. */
export async function renameEvaluationSet(principal: Principal, id: string, name: string): Promise<void> {
  const { rowCount } = await withTenant(principal, (tx) =>
    tx.$client.query("UPDATE evaluation_sets SET name = $3 WHERE tenant_id = $1 AND id = $2", [
      principal.tenantId,
      id,
      name,
    ]),
  );
  if (!rowCount) throw noSuchSet();
}

/** Deletes the set with its questions and runs. Throws `not_found`. */
export async function deleteEvaluationSet(principal: Principal, id: string): Promise<void> {
  const { rowCount } = await withTenant(principal, (tx) =>
    tx.$client.query("DELETE FROM evaluation_sets WHERE tenant_id = $1 AND id = $2", [
      principal.tenantId,
      id,
    ]),
  );
  if (!rowCount) throw noSuchSet();
}

/**
 * Adds a question and returns its id. Throws `not_found` for the set, `document_not_found`, and `conflict` where the set is
 * full or asks the same already.
 */
export async function addEvaluationQuestion(
  principal: Principal,
  setId: string,
  question: NewEvaluationQuestion,
): Promise<string> {
  const { tenantId } = principal;
  return withTenant(principal, async (tx) => {
    // Its lock keeps two that are added at once from passing both checks.
    const set = await tx.$client.query(
      "SELECT FROM evaluation_sets WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
      [tenantId, setId],
    );
    if (!set.rowCount) throw noSuchSet();
    const { rows } = await tx.$client.query<{ total: number; same: number }>(
      `SELECT count(*)::int AS total, count(*) FILTER (WHERE lower(question) = lower($3))::int AS same
       FROM evaluation_questions WHERE tenant_id = $1 AND set_id = $2`,
      [tenantId, setId, question.question],
    );
    if (rows[0]?.same)
      throw new AppError("conflict", { publicMessage: "The set has this question already." });
    if ((rows[0]?.total ?? 0) >= setQuestionsMax)
      throw new AppError("conflict", { publicMessage: `A set has ${setQuestionsMax} questions at most.` });
    await requireDocuments(tx, tenantId, question.documentIds);
    const [id] = await insertQuestions(tx, principal, setId, [question]);
    return id ?? "";
  });
}

export type EvaluationQuestionChanges = Partial<Omit<NewEvaluationQuestion, "origin">>;

/** Changes what is given. Throws `not_found` and `document_not_found`. */
export async function changeEvaluationQuestion(
  principal: Principal,
  id: string,
  { question, answer, isAnswerable, documentIds }: EvaluationQuestionChanges,
): Promise<void> {
  const { tenantId } = principal;
  await withTenant(principal, async (tx) => {
    await requireDocuments(tx, tenantId, documentIds ?? []);
    const { rowCount } = await tx.$client.query(
      `UPDATE evaluation_questions SET question = coalesce($3, question), is_answerable = coalesce($4, is_answerable),
         document_ids = coalesce($5::uuid[], document_ids), answer = CASE WHEN $6 THEN $7 ELSE answer END
       WHERE tenant_id = $1 AND id = $2`,
      [
        tenantId,
        id,
        question ?? null,
        isAnswerable ?? null,
        documentIds ?? null,
        answer !== undefined,
        answer ?? null,
      ],
    );
    if (!rowCount) throw new AppError("not_found");
  });
}

/** Throws `not_found`. */
export async function deleteEvaluationQuestion(principal: Principal, id: string): Promise<void> {
  const { rowCount } = await withTenant(principal, (tx) =>
    tx.$client.query("DELETE FROM evaluation_questions WHERE tenant_id = $1 AND id = $2", [
      principal.tenantId,
      id,
    ]),
  );
  if (!rowCount) throw new AppError("not_found");
}

async function insertQuestions(
  tx: Tx,
  { tenantId }: Principal,
  setId: string,
  questions: NewEvaluationQuestion[],
): Promise<string[]> {
  const rows = questions.map(({ isAnswerable, documentIds, ...question }) => ({
    ...question,
    id: uuidv7(),
    is_answerable: isAnswerable,
    document_ids: documentIds,
  }));
  // A microsecond apart, so that they stay in their order.
  await tx.$client.query(
    `INSERT INTO evaluation_questions (tenant_id, set_id, id, question, answer, is_answerable, document_ids, origin, created_at)
     SELECT $1, $2, id, question, answer, is_answerable, document_ids, origin, now() + place * interval '1 microsecond'
     FROM ROWS FROM (json_to_recordset($3) AS (id uuid, question text, answer text, is_answerable boolean,
       document_ids uuid[], origin text)) WITH ORDINALITY
       AS row (id, question, answer, is_answerable, document_ids, origin, place)`,
    [tenantId, setId, JSON.stringify(rows)],
  );
  return rows.map(({ id }) => id);
}

/** They can't be deleted before the transaction ends, so that no question is left with one that's gone. */
async function requireDocuments(tx: Tx, tenantId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const { rowCount } = await tx.$client.query(
    "SELECT FROM documents WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR KEY SHARE",
    [tenantId, ids],
  );
  if (rowCount !== new Set(ids).size) throw new AppError("document_not_found");
}

/**
 * The documents that file names or ids mean, by what was given; those of the same name in several collections all. What means
 * none is left out.
 */
export async function matchDocumentNames(
  principal: Principal,
  names: EvaluationSetFile["questions"][number]["documents"],
): Promise<Map<string, string[]>> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<{ name: string; ids: string[] }>(
      `SELECT name, array_agg(d.id ORDER BY d.id) AS ids FROM unnest($2::text[]) AS name
       JOIN documents d ON d.tenant_id = $1 AND d.superseded_at IS NULL
         AND (d.id::text = lower(name) OR lower(d.file_name) = lower(name)) GROUP BY name`,
      [principal.tenantId, [...new Set(names)]],
    ),
  );
  return new Map(rows.map(({ name, ids }) => [name, ids]));
}

/**
 * System, within a transaction that has left the tenant's role. What sets hold of documents that are deleted goes with them:
 * their ids, and the answers that were said to stand in them, of which nobody knows how much is the documents' own words.
 * Questions stay.
 */
export async function forgetInEvaluationSets(tx: Tx, tenantId: string, documentIds: string[]): Promise<void> {
  await tx.$client.query(
    `UPDATE evaluation_questions SET answer = NULL,
       document_ids = ARRAY (SELECT id FROM unnest(document_ids) AS id WHERE NOT id = ANY ($2))
     WHERE tenant_id = $1 AND document_ids && $2`,
    [tenantId, documentIds],
  );
}

export const noSuchSet = () => new AppError("not_found", { publicMessage: "There is no such set." });
