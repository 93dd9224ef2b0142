import { v7 as uuidv7 } from "uuid";
import type { ChunkingSettings, ParserChoice } from "../lib/document.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";
import { collectionReaders, type collections } from "./schema/corpus.ts";

export type Collection = Pick<
  typeof collections.$inferSelect,
  | "id"
  | "name"
  | "readers"
  | "embeddingModel"
  | "embeddingDimensions"
  | "language"
  | "chunking"
  | "parser"
  | "isPaused"
  | "version"
  | "createdAt"
> & {
  /** The members who may read it where `readers` is "named"; admins always may. */
  readerIds: string[];
  documentCount: number;
  readyCount: number;
  failedCount: number;
};

/** The embedding model that a new collection is made for; it stays part of the collection's identity. */
export interface EmbeddingIdentity {
  embeddingModel: string;
  embeddingDimensions: number;
}

const selectCollections = `
  SELECT c.id, c.name, c.readers, c.embedding_model AS "embeddingModel",
         c.embedding_dimensions AS "embeddingDimensions", c.language, c.chunking, c.parser, c.is_paused AS "isPaused",
         c.version, c.created_at AS "createdAt",
         coalesce(r.ids, '{}') AS "readerIds", coalesce(d.total, 0) AS "documentCount",
         coalesce(d.ready, 0) AS "readyCount", coalesce(d.failed, 0) AS "failedCount"
  FROM collections c
  LEFT JOIN LATERAL (SELECT array_agg(user_id) AS ids FROM collection_readers
                     WHERE collection_id = c.id AND tenant_id = c.tenant_id) r ON true
  LEFT JOIN LATERAL (SELECT count(*)::int AS total, count(*) FILTER (WHERE status = 'ready')::int AS ready,
                            count(*) FILTER (WHERE status = 'failed')::int AS failed
                     FROM documents WHERE collection_id = c.id AND tenant_id = c.tenant_id AND superseded_at IS NULL) d ON true
  WHERE c.tenant_id = $1`;

/** The collections that the principal may read, by name. */
export async function listCollections(principal: Principal): Promise<Collection[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Collection>(`${selectCollections} ORDER BY lower(c.name)`, [principal.tenantId]),
  );
  return rows;
}

/** The collection, or `collection_not_found` where there is none or the principal may not read it. */
export async function findCollection(principal: Principal, id: string): Promise<Collection> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Collection>(`${selectCollections} AND c.id = $2`, [principal.tenantId, id]),
  );
  if (!rows[0]) throw new AppError("collection_not_found");
  return rows[0];
}

/**
 * The ids of collections given by id or name (names compare without case). Throws `collection_not_found` naming the first that
 * doesn't exist or may not be read. Undefined stays null: all collections.
 */
export async function findCollectionIds(
  principal: Principal,
  refs: string[] | undefined,
): Promise<string[] | null> {
  if (!refs) return null;
  const found = await matchCollections(principal, refs);
  return refs.map((ref) => {
    const id = found.get(ref);
    if (id) return id;
    const publicMessage = `There is no collection “${ref.slice(0, 100)}”, or you may not read it.`;
    throw new AppError("collection_not_found", { publicMessage });
  });
}

/** The ids of those of these names and ids that are of collections which the principal may read. */
export async function matchCollections(principal: Principal, refs: string[]): Promise<Map<string, string>> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<{ ref: string; id: string }>(
      `SELECT ref, c.id FROM unnest($2::text[]) AS ref
       JOIN collections c ON c.tenant_id = $1 AND (c.id::text = lower(ref) OR lower(c.name) = lower(ref))`,
      [principal.tenantId, refs],
    ),
  );
  return new Map(rows.map(({ ref, id }) => [ref, id]));
}

/** The id of one collection given by id or name. Throws `collection_not_found`. */
export async function findCollectionId(principal: Principal, idOrName: string): Promise<string> {
  const [id] = (await findCollectionIds(principal, [idOrName])) ?? [];
  if (!id) throw new AppError("collection_not_found");
  return id;
}

/** The id of the collection of that name, whatever its case; made when missing. Admins only. */
export async function ensureCollection(
  principal: Principal,
  name: string,
  embedding: EmbeddingIdentity,
): Promise<string> {
  const found = await withTenant(principal, (tx) => findByName(tx, principal, name)); // nearly always there
  return found ?? (await insertOrFind(principal, name, embedding)).id;
}

/** Makes a collection. Throws `conflict` where one of that name exists. Admins only. */
export async function createCollection(
  principal: Principal,
  name: string,
  embedding: EmbeddingIdentity,
): Promise<string> {
  const { id, isNew } = await insertOrFind(principal, name, embedding);
  if (!isNew) throw nameTaken(name);
  return id;
}

function insertOrFind(
  principal: Principal,
  name: string,
  { embeddingModel, embeddingDimensions }: EmbeddingIdentity,
) {
  return withTenant(principal, async (tx) => {
    const inserted = await tx.$client.query<{ id: string }>(
      `INSERT INTO collections (id, tenant_id, name, embedding_model, embedding_dimensions, created_by)
       VALUES ($6, $1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id`,
      [principal.tenantId, name, embeddingModel, embeddingDimensions, principal.userId, uuidv7()],
    );
    if (inserted.rows[0]) return { id: inserted.rows[0].id, isNew: true };
    const id = await findByName(tx, principal, name);
    if (!id) throw new AppError("collection_not_found");
    return { id, isNew: false };
  });
}

async function findByName(tx: Tx, { tenantId }: Principal, name: string): Promise<string | undefined> {
  const { rows } = await tx.$client.query<{ id: string }>(
    "SELECT id FROM collections WHERE tenant_id = $1 AND lower(name) = lower($2)",
    [tenantId, name],
  );
  return rows[0]?.id;
}

export interface CollectionChanges {
  name?: string;
  /** ISO 639-3: what its documents are written in where that can't be told. Null is English. */
  language?: string | null;
  /** Null is the default. */
  chunking?: ChunkingSettings | null;
  parser?: ParserChoice;
  isPaused?: boolean;
}

/**
 * Changes a collection's name and how its documents are read from then on; what is left out stays. Throws
 * `collection_not_found`, or `conflict` where the name is taken. Admins only.
 */
export async function changeCollection(
  principal: Principal,
  id: string,
  { name, language, chunking, parser, isPaused }: CollectionChanges,
): Promise<void> {
  const { rowCount } = await withTenant(principal, (tx) =>
    tx.$client.query(
      `UPDATE collections SET name = coalesce($3, name), parser = coalesce($4, parser),
         is_paused = coalesce($5, is_paused), chunking = CASE WHEN $6 THEN $7::jsonb ELSE chunking END,
         language = CASE WHEN $8 THEN $9 ELSE language END
       WHERE tenant_id = $1 AND id = $2`,
      [
        principal.tenantId,
        id,
        name ?? null,
        parser ?? null,
        isPaused ?? null,
        chunking !== undefined,
        chunking ? JSON.stringify(chunking) : null,
        language !== undefined,
        language ?? null,
      ],
    ),
  ).catch((error: unknown) => {
    throw isUniqueViolation(error) && name ? nameTaken(name, error) : error;
  });
  if (!rowCount) throw new AppError("collection_not_found");
}

/**
 * Queues all ready and failed documents of a collection again, behind everything else; until each is done it's found as it
 * was. They get their jobs when the worker next looks for documents without one, within seconds. Returns how many. Throws
 * `collection_not_found`. Admins only.
 */
export async function reprocessCollection(principal: Principal, id: string): Promise<number> {
  return withTenant(principal, async (tx) => {
    const found = await tx.$client.query(
      "UPDATE collections SET version = version WHERE tenant_id = $1 AND id = $2", // for which a member has no right
      [principal.tenantId, id],
    );
    if (!found.rowCount) throw new AppError("collection_not_found");
    const { rowCount } = await tx.$client.query(
      `WITH next AS MATERIALIZED (SELECT lectern_next_priority($1, 'sync') AS priority),
       turn AS (
         SELECT id, row_number() OVER (ORDER BY created_at, id) - 1 AS place FROM documents
         WHERE tenant_id = $1 AND collection_id = $2 AND status IN ('ready', 'failed') AND superseded_at IS NULL)
       UPDATE documents d SET status = 'queued', lane = 'sync', attempts = 0, worker_id = NULL, error_code = NULL,
         error_message = NULL, updated_at = now(), queue_priority = next.priority - 32 * turn.place
       FROM next, turn WHERE d.tenant_id = $1 AND d.id = turn.id`,
      [principal.tenantId, id],
    );
    return rowCount ?? 0;
  });
}

export type Readers = { readers: "everyone" } | { readers: "named"; userIds: string[] };

/** Sets who may read the collection, replacing what was. Throws `invalid_request` for a user who isn't a member. */
export async function setCollectionReaders(principal: Principal, id: string, access: Readers): Promise<void> {
  const { tenantId } = principal;
  const userIds = access.readers === "named" ? [...new Set(access.userIds)] : [];
  await withTenant(principal, async (tx) => {
    const changed = await tx.$client.query(
      "UPDATE collections SET readers = $3 WHERE tenant_id = $1 AND id = $2",
      [tenantId, id, access.readers],
    );
    if (!changed.rowCount) throw new AppError("collection_not_found");
    await assertMembers(tx, tenantId, userIds);
    await tx.$client.query("DELETE FROM collection_readers WHERE tenant_id = $1 AND collection_id = $2", [
      tenantId,
      id,
    ]);
    if (userIds.length)
      await tx
        .insert(collectionReaders)
        .values(userIds.map((userId) => ({ tenantId, collectionId: id, userId })));
  });
}

async function assertMembers(tx: Tx, tenantId: string, userIds: string[]): Promise<void> {
  const { rows } = await tx.$client.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM memberships WHERE tenant_id = $1 AND user_id = ANY ($2)",
    [tenantId, userIds],
  );
  if (rows[0]?.count !== userIds.length)
    throw new AppError("invalid_request", { publicMessage: "userIds: not all of these are members." });
}

function nameTaken(name: string, cause?: unknown): AppError {
  return new AppError("conflict", { publicMessage: `There is a collection named "${name}" already.`, cause });
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23505";
}
