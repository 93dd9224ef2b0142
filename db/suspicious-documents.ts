import { AppError } from "../lib/errors.ts";
import { suspiciousChunkFrom } from "../lib/is-suspicious-chunk.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";

export interface SuspiciousDocument {
  documentId: string;
  collectionId: string;
  title: string;
  /** Chunks that read like instructions to a model, and the highest score among them. */
  chunks: number;
  score: number;
  /** Where they begin, in order; none where the format has no pages. */
  pages: number[];
}

const documentsMax = 100;

/** The documents that can be found and read like instructions to a model somewhere, the most suspicious first. Throws `forbidden` for members. */
export async function listSuspiciousDocuments(principal: Principal): Promise<SuspiciousDocument[]> {
  if (principal.role === "member") throw new AppError("forbidden");
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<SuspiciousDocument>(
      `SELECT d.id AS "documentId", d.collection_id AS "collectionId", d.title, s.chunks, s.score, s.pages
       FROM (SELECT document_id, count(*)::int AS chunks, max(injection_score) AS score,
                    coalesce(array_agg(DISTINCT page_start ORDER BY page_start) FILTER (WHERE page_start IS NOT NULL), '{}') AS pages
             FROM chunks WHERE tenant_id = $1 AND injection_score >= $2 GROUP BY document_id) s
       JOIN documents d ON d.tenant_id = $1 AND d.id = s.document_id
       ORDER BY s.score DESC, d.title LIMIT $3`,
      [principal.tenantId, suspiciousChunkFrom, documentsMax],
    ),
  );
  return rows;
}
