/** Where the vectors of a tenant's chunks can be searched by an index, and how they are compared. */
import { createHash } from "node:crypto";
import { hasOneBackend } from "./capabilities.ts";
import { asSystem, pool, type Tx } from "./client.ts";
import { partitionOf } from "./partition-of.ts";

/**
 * From here on an HNSW index pays. At 10,000 chunks of 384 dimensions a search took 34 ms of a server's time without it and 6 to 14 with it, and
 * the index was built in 9 s (2026-11, Postgres 17, pgvector 0.8.0).
 */
const graphChunksMin = 5_000;

/**
 * Candidates that a new vector's neighbours are chosen from. Of 100,000 clustered vectors (npm run bench -- retrieval) the default, 64,
 * leaves some clusters hard to reach: recall@10 .89 at most, however long one searches, and 1.00 with 200 (2026-11, pgvector 0.8.0).
 */
const efConstruction = 200;

/** A flat index pays from the first page on; so that a tenant's is built in the blink of an eye, and grows from there, it begins small. */
const flatChunksMin = 1_000;

/** More can't be in an IVFFlat index of whole floats. */
const flatDimensionsMax = 2_000;

/** The build draws up to 10,000 vectors: 77 MB at the most dimensions, where 64 are allowed. */
const flatBuildMemory = "128MB";

/**
 * System. Builds the index over a tenant's chunks of one embedding model once there are enough of them; does nothing where it exists.
 * Returns whether there is one.
 *
 * On a server it's HNSW, built while searches and writes go on, beside one by collection. The embedded Postgres has one backend, in
 * WebAssembly, where each chunk's place in such a graph takes 3 to 8 ms instead of the .4 of its whole insert, and 85 to 95 % of the fifty
 * nearest are found. There it's flat: IVFFlat with a single list, which holds all vectors side by side as whole floats. It's read from
 * first to last, so nothing is missed: 10,000 × 384 in 10 ms, where comparing the rows' own half floats took 45, since these have to be
 * fetched from aside and made whole. It's built in .3 s, and a chunk's place in it costs some .1 ms (2026-11, PGlite 0.5, pgvector 0.8.7).
 */
export async function ensureVectorIndex(
  tenantId: string,
  embeddingModel: string,
  dimensions: number,
): Promise<boolean> {
  const isFlat = await hasOneBackend();
  if (isFlat && dimensions > flatDimensionsMax) return false;
  const partition = partitionOf(tenantId);
  const hash = createHash("md5").update(`${embeddingModel} ${dimensions}`).digest("hex").slice(0, 8);
  const index = `${partition}_${isFlat ? "flat" : "hnsw"}_${hash}`;
  const wanted = { partition, index, embeddingModel, dimensions: Number(dimensions) };
  const state = await asSystem((tx) => findState(tx, wanted, isFlat ? flatChunksMin : graphChunksMin));
  if (state !== "due") return state === "there";
  await (isFlat ? buildFlat(wanted) : buildGraph(wanted));
  return true;
}

interface WantedIndex {
  partition: string;
  index: string;
  embeddingModel: string;
  dimensions: number;
}

/** Takes what is left of a build that was cut off away; one that is under way counts as there. */
async function findState(
  tx: Tx,
  { partition, index, embeddingModel }: WantedIndex,
  chunksMin: number,
): Promise<"there" | "not due" | "due"> {
  const { rows } = await tx.$client.query<{ isValid: boolean | null; count: number }>(
    `SELECT (SELECT indisvalid OR EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = indexrelid)
             FROM pg_index WHERE indexrelid = to_regclass($1)) AS "isValid",
            (SELECT count(*)::int FROM ${partition} WHERE embedding_model = $2) AS count`,
    [index, embeddingModel],
  );
  const [found] = rows;
  if (found?.isValid) return "there";
  if (!found || found.count < chunksMin) return "not due";
  if (found.isValid === false) await tx.$client.query(`DROP INDEX IF EXISTS ${index}`);
  return "due";
}

/** Whole or not at all, since it's a transaction. */
async function buildFlat({ partition, index, embeddingModel, dimensions }: WantedIndex): Promise<void> {
  await asSystem(async ({ $client }) => {
    await $client.query(`SET LOCAL maintenance_work_mem = '${flatBuildMemory}'`);
    await $client.query(
      `CREATE INDEX IF NOT EXISTS ${index} ON ${partition}
       USING ivfflat ((embedding::vector(${dimensions})) vector_cosine_ops) WITH (lists = 1)
       WHERE embedding_model = ${quoteLiteral(embeddingModel)}`,
    );
  });
}

async function buildGraph({ partition, index, embeddingModel, dimensions }: WantedIndex): Promise<void> {
  // Lets a search in a small collection go through its own chunks instead of through the neighbours of all (see efSearch).
  await pool().query(`CREATE INDEX IF NOT EXISTS ${partition}_collection ON ${partition} (collection_id)`);
  await pool().query(
    `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${index} ON ${partition}
     USING hnsw ((embedding::halfvec(${dimensions})) halfvec_cosine_ops) WITH (ef_construction = ${efConstruction})
     WHERE embedding_model = ${quoteLiteral(embeddingModel)}`,
  );
}

export interface EmbeddedCorpus {
  tenantId: string;
  embeddingModel: string;
  embeddingDimensions: number;
}

/** System. What could have a vector index of its own: each tenant's collections by their embedding model. */
export async function listEmbeddedCorpora(): Promise<EmbeddedCorpus[]> {
  const { rows } = await pool().query<EmbeddedCorpus>(
    `SELECT DISTINCT tenant_id AS "tenantId", embedding_model AS "embeddingModel", embedding_dimensions AS "embeddingDimensions"
     FROM collections ORDER BY tenant_id`,
  );
  return rows;
}

/** DDL takes no parameters, and an index on some of the rows is used only where the statement names them by the same text. */
export const quoteLiteral = (text: string) => `'${text.replaceAll("'", "''")}'`;
