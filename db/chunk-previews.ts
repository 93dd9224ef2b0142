import { v7 as uuidv7 } from "uuid";
import type { ChunkingSettings, ParserChoice, PreviewResult } from "../lib/document.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { asSystem, type Tx, withTenant } from "./client.ts";

export interface NewPreview {
  fileName: string;
  mediaType: string;
  byteSize: number;
  contentHash: string;
  parser: ParserChoice;
  chunking: ChunkingSettings;
  /** By whose tokenizer it's measured. */
  embeddingModel: string;
  sealedPassword?: string;
}

/** waiting → done | failed */
export interface Preview {
  id: string;
  status: "waiting" | "done" | "failed";
  fileName: string;
  result: PreviewResult | null;
  errorCode: string | null;
  errorMessage: string | null;
}

/** Adds a preview that waits for a worker, and in the same transaction its job. Admins only. Returns its id. */
export async function addPreview(
  principal: Principal,
  preview: NewPreview,
  enqueue: (tx: Tx, job: { previewId: string; tenantId: string }) => Promise<void>,
  id: string = uuidv7(),
): Promise<string> {
  const { tenantId } = principal;
  await withTenant(principal, async (tx) => {
    await tx.$client.query(
      `INSERT INTO chunk_previews (id, tenant_id, file_name, media_type, byte_size, content_hash, parser, chunking,
                                   embedding_model, sealed_password)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        tenantId,
        preview.fileName,
        preview.mediaType,
        preview.byteSize,
        preview.contentHash,
        preview.parser,
        JSON.stringify(preview.chunking),
        preview.embeddingModel,
        preview.sealedPassword ?? null,
      ],
    );
    await enqueue(tx, { previewId: id, tenantId });
  });
  return id;
}

/** How far a preview is. Admins only. Throws `not_found`, also an hour after it was asked for. */
export async function findPreview(principal: Principal, id: string): Promise<Preview> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Preview>(
      `SELECT id, status, file_name AS "fileName", result, error_code AS "errorCode", error_message AS "errorMessage"
       FROM chunk_previews WHERE tenant_id = $1 AND id = $2`,
      [principal.tenantId, id],
    ),
  );
  if (!rows[0]) throw new AppError("not_found", { publicMessage: "There is no such preview any more." });
  return rows[0];
}

export type WaitingPreview = Omit<NewPreview, "sealedPassword"> & { sealedPassword: string | null };

/** System. A preview that waits for a worker; undefined where it's settled or swept away. */
export async function loadWaitingPreview(tenantId: string, id: string): Promise<WaitingPreview | undefined> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<WaitingPreview>(
      `SELECT file_name AS "fileName", media_type AS "mediaType", byte_size::float8 AS "byteSize",
              content_hash AS "contentHash", parser, chunking, embedding_model AS "embeddingModel",
              sealed_password AS "sealedPassword"
       FROM chunk_previews WHERE tenant_id = $1 AND id = $2 AND status = 'waiting'`,
      [tenantId, id],
    ),
  );
  return rows[0];
}

/** System. Keeps what became of a preview, and forgets the file's password. */
export async function settlePreview(
  tenantId: string,
  id: string,
  outcome: { result: PreviewResult } | { error: AppError },
): Promise<void> {
  const result = "result" in outcome ? outcome.result : null;
  const error = "error" in outcome ? outcome.error : null;
  await asSystem((tx) =>
    tx.$client.query(
      `UPDATE chunk_previews SET status = $3, result = $4, error_code = $5, error_message = $6, sealed_password = NULL
       WHERE tenant_id = $1 AND id = $2`,
      [
        tenantId,
        id,
        result ? "done" : "failed",
        // Postgres's jsonb refuses NUL, which a text may hold.
        result && JSON.stringify(result).replaceAll("\\u0000", ""),
        error?.code ?? null,
        error?.publicMessage ?? null,
      ],
    ),
  );
}

/** System. Deletes the previews that are older than an hour. */
export async function deleteOldPreviews(): Promise<void> {
  await asSystem((tx) =>
    tx.$client.query("DELETE FROM chunk_previews WHERE created_at < now() - interval '1 hour'"),
  );
}
