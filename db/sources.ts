import { v7 as uuidv7 } from "uuid";
import type { SourceConfig } from "../lib/document.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import type { sources } from "./schema/sources.ts";
import { type SourceRun, sourceRunColumns } from "./source-runs.ts";

export type Source = Omit<typeof sources.$inferSelect, "sealedCredentials" | "createdBy"> & {
  hasCredentials: boolean;
  /** Documents that it keeps now. */
  documentCount: number;
  /** The open one, or else the latest; without its problems, of which only the number is told. */
  lastRun: (Omit<SourceRun, "problems"> & { problemCount: number }) | null;
};

const selectSources = `
  SELECT s.id, s.tenant_id AS "tenantId", s.collection_id AS "collectionId", s.name, s.config,
         s.sealed_credentials IS NOT NULL AS "hasCredentials", s.schedule, s.is_enabled AS "isEnabled",
         s.next_run_at AS "nextRunAt", s.created_at AS "createdAt",
         (SELECT count(DISTINCT d.lineage_id)::int FROM documents d
          WHERE d.tenant_id = s.tenant_id AND d.collection_id = s.collection_id AND d.source_id = s.id
            AND d.superseded_at IS NULL) AS "documentCount",
         to_jsonb(r) AS "lastRun"
  FROM sources s
  LEFT JOIN LATERAL (
    SELECT ${sourceRunColumns.replace("r.problems,", "")}, jsonb_array_length(r.problems) AS "problemCount"
    FROM source_runs r WHERE r.tenant_id = s.tenant_id AND r.source_id = s.id ORDER BY r.created_at DESC LIMIT 1) r ON true
  WHERE s.tenant_id = $1`;

/** The tenant's sources, or those of one collection, by name. Admins only: others see none. */
export async function listSources(principal: Principal, collectionId?: string): Promise<Source[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Source>(
      `${selectSources} AND ($2::uuid IS NULL OR s.collection_id = $2) ORDER BY lower(s.name)`,
      [principal.tenantId, collectionId ?? null],
    ),
  );
  return rows.map(withDates);
}

/** The source. Throws `source_not_found`. Admins only. */
export async function findSource(principal: Principal, id: string): Promise<Source> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Source>(`${selectSources} AND s.id = $2`, [principal.tenantId, id]),
  );
  if (!rows[0]) throw new AppError("source_not_found");
  return withDates(rows[0]);
}

/** What came as JSON has its moments as text. */
function withDates({ lastRun, ...source }: Source): Source {
  if (!lastRun) return { ...source, lastRun };
  const moment = (given: Date | null) => given && new Date(given);
  return {
    ...source,
    lastRun: {
      ...lastRun,
      createdAt: new Date(lastRun.createdAt),
      startedAt: moment(lastRun.startedAt),
      finishedAt: moment(lastRun.finishedAt),
    },
  };
}

export interface NewSource {
  collectionId: string;
  name: string;
  config: SourceConfig;
  sealedCredentials: string | null;
  schedule: string | null;
  isEnabled: boolean;
  nextRunAt: Date | null;
}

/** Adds a source. Throws `collection_not_found`, or `conflict` where the collection has one of that name. Admins only. */
export async function createSource(principal: Principal, source: NewSource): Promise<string> {
  const id = uuidv7();
  const { rowCount } = await withTenant(principal, (tx) =>
    tx.$client.query(
      `INSERT INTO sources (id, tenant_id, collection_id, name, config, sealed_credentials, schedule, is_enabled, next_run_at,
                            created_by)
       SELECT $2, $1, c.id, $4, $5, $6, $7, $8, $9, $10 FROM collections c WHERE c.tenant_id = $1 AND c.id = $3`,
      [
        principal.tenantId,
        id,
        source.collectionId,
        source.name,
        source.config,
        source.sealedCredentials,
        source.schedule,
        source.isEnabled,
        source.nextRunAt,
        principal.userId,
      ],
    ),
  ).catch((error: unknown) => throwNameTaken(error, source.name));
  if (!rowCount) throw new AppError("collection_not_found");
  return id;
}

/** Changes what is given of a source, all at once. Throws `source_not_found` or `conflict`. Admins only. */
export async function updateSource(
  principal: Principal,
  id: string,
  source: Omit<NewSource, "collectionId" | "sealedCredentials"> & {
    /** Undefined keeps what there is; null forgets it. */
    sealedCredentials?: string | null;
  },
): Promise<void> {
  const { rowCount } = await withTenant(principal, (tx) =>
    tx.$client.query(
      `UPDATE sources SET name = $3, config = $4, schedule = $5, is_enabled = $6, next_run_at = $7,
         sealed_credentials = CASE WHEN $8 THEN $9 ELSE sealed_credentials END
       WHERE tenant_id = $1 AND id = $2`,
      [
        principal.tenantId,
        id,
        source.name,
        source.config,
        source.schedule,
        source.isEnabled,
        source.nextRunAt,
        source.sealedCredentials !== undefined,
        source.sealedCredentials ?? null,
      ],
    ),
  ).catch((error: unknown) => throwNameTaken(error, source.name));
  if (!rowCount) throw new AppError("source_not_found");
}

/** One id of each document that a source keeps, of whatever version. Throws `source_not_found`. Admins only. */
export async function listSourceDocumentIds(principal: Principal, id: string): Promise<string[]> {
  await findSource(principal, id);
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<{ id: string }>(
      "SELECT DISTINCT ON (lineage_id) id FROM documents WHERE tenant_id = $1 AND source_id = $2",
      [principal.tenantId, id],
    ),
  );
  return rows.map((row) => row.id);
}

/**
 * Deletes a source with its runs; a worker that is at one finds it gone. Documents that it still keeps stay as if they had been
 * uploaded. Throws `source_not_found`. Admins only.
 */
export async function deleteSource(principal: Principal, id: string): Promise<void> {
  await withTenant(principal, async (tx) => {
    const { rowCount } = await tx.$client.query("DELETE FROM sources WHERE tenant_id = $1 AND id = $2", [
      principal.tenantId,
      id,
    ]);
    if (!rowCount) throw new AppError("source_not_found");
    await tx.$client.query("UPDATE documents SET source_id = NULL WHERE tenant_id = $1 AND source_id = $2", [
      principal.tenantId,
      id,
    ]);
  });
}

function throwNameTaken(error: unknown, name: string): never {
  if (!isUniqueViolation(error, "sources_name")) throw error;
  throw new AppError("conflict", {
    publicMessage: `The collection has a source named "${name}" already.`,
    cause: error,
  });
}
