/** Where the vectors of a tenant's chunks can be searched by an index, and how they are compared. */
import { createHash } from "node:crypto";
import { hasOneBackend } from "./capabilities.ts";
import { asSystem, pool, type Tx } from "./client.ts";
import { partitionOf } from "./partition-of.ts";

/** A flat index pays from the first page on; so that a tenant's is built in the blink of an eye, and grows from there, it begins small. */
const flatChunksMin = 1_000;

/**
 * From here on an HNSW index pays, on a server: of 10,000 chunks of 384 dimensions a flat one's search takes 6 ms and misses nothing, HNSW's
 * takes 3; of 20,000 they take 11 and 3 (2026-11, npm run bench -- retrieval, Postgres 17, pgvector 0.8.0).
 */
const graphChunksMin = 10_000;

/** More can't be in an index of pgvector's. */
const dimensionsMax = { halfvec: 4_000, vector: 2_000 };

/** A flat index's build draws up to 10,000 vectors: 77 MB at the most dimensions, where 64 are allowed. */
const flatBuildMemory = "128MB";

/**
 * Candidates that a new vector's neighbours are chosen from. Of 100,000 clustered vectors (npm run bench -- retrieval) the default, 64,
 * leaves some clusters hard to reach: recall@10 .89 at most, however long one searches, and 1.00 with 200 (2026-11, pgvector 0.8.0).
 */
const efConstruction = 200;

/**
 * System. Builds the index over a tenant's chunks of one embedding model once there are enough of them, and another in its place once
 * there are many; does nothing where it exists. Returns whether there is one.
 *
 * At first it's flat: IVFFlat with a single list, which holds all vectors side by side. It's read from first to last, so nothing is missed:
 * 10,000 × 384 in 10 ms by the embedded Postgres, where comparing the rows' own vectors took 45, since these have to be fetched from aside.
 * It's built in .3 s, for which writers wait, and a chunk's place in it costs some .1 ms (2026-11, PGlite 0.5, pgvector 0.8.7).
 *
 * On a server it's HNSW in the end, built while searches and writes go on, beside one by collection. The embedded Postgres has one backend,
 * in WebAssembly, where each chunk's place in such a graph takes 3 to 8 ms instead of the .4 of its whole insert.
 */
export async function ensureVectorIndex(
  tenantId: string,
  embeddingModel: string,
  dimensions: number,
): Promise<boolean> {
  const wanted = { tenantId, embeddingModel, dimensions: Number(dimensions), flatType: await flatType() };
  if (wanted.dimensions > dimensionsMax[wanted.flatType]) return false;
  const state = await asSystem((tx) => findState(tx, wanted));
  const isLarge = state.chunks >= graphChunksMin && !(await hasOneBackend());
  if (isLarge && state.graph === "none") {
    await buildGraph(wanted);
    state.graph = "there";
  }
  if (state.graph === "there" && state.flat === "there") await dropFlat(wanted);
  if (state.graph !== "none" || state.flat === "there") return true;
  if (state.chunks < flatChunksMin) return false;
  await buildFlat(wanted);
  return true;
}

/** System. As what a flat index holds vectors. WebAssembly has no instructions for half floats: to compare those took half as long again. */
export async function flatType(): Promise<"halfvec" | "vector"> {
  return (await hasOneBackend()) ? "vector" : "halfvec";
}

/** By its name, whether there is one, and until when that is believed. */
const graphs = new Map<string, { isThere: boolean; until: number }>();
const graphHoldsMs = 60_000;
const graphsMax = 5_000;

/** System. Whether a tenant's chunks of one embedding model are searched by HNSW; asked again after a minute. */
export async function hasGraph(
  tenantId: string,
  embeddingModel: string,
  dimensions: number,
): Promise<boolean> {
  if (await hasOneBackend()) return false;
  const name = graphName({ tenantId, embeddingModel, dimensions });
  const known = graphs.get(name);
  if (known && known.until > Date.now()) return known.isThere;
  const { rows } = await pool().query<{ isThere: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND indisvalid) AS "isThere"`,
    [name],
  );
  const isThere = rows[0]?.isThere === true;
  if (graphs.size >= graphsMax) graphs.clear();
  graphs.set(name, { isThere, until: Date.now() + graphHoldsMs });
  return isThere;
}

interface Vectors {
  tenantId: string;
  embeddingModel: string;
  dimensions: number;
}

type Wanted = Vectors & { flatType: "halfvec" | "vector" };

const flatName = ({ tenantId, embeddingModel, dimensions, flatType }: Wanted) =>
  `${partitionOf(tenantId)}_flat_${shortHash(`${embeddingModel} ${dimensions} ${flatType}`)}`;

const graphName = ({ tenantId, embeddingModel, dimensions }: Vectors) =>
  `${partitionOf(tenantId)}_hnsw_${shortHash(`${embeddingModel} ${dimensions}`)}`;

const shortHash = (text: string) => createHash("md5").update(text).digest("hex").slice(0, 8);

/** "building" by somebody else, who will be done with it. */
type IndexState = "none" | "building" | "there";

/** Takes what is left of a graph's build that was cut off away. */
async function findState(
  { $client }: Tx,
  wanted: Wanted,
): Promise<{ flat: IndexState; graph: IndexState; chunks: number }> {
  const graph = graphName(wanted);
  const { rows } = await $client.query<{ flat: IndexState; graph: IndexState | "broken"; chunks: number }>(
    `SELECT CASE WHEN to_regclass($1) IS NULL THEN 'none' ELSE 'there' END AS flat,
            coalesce((SELECT CASE WHEN indisvalid THEN 'there'
                                  WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = indexrelid) THEN 'building'
                                  ELSE 'broken' END
                      FROM pg_index WHERE indexrelid = to_regclass($2)), 'none') AS graph,
            (SELECT count(*)::int FROM ${partitionOf(wanted.tenantId)} WHERE embedding_model = $3) AS chunks`,
    [flatName(wanted), graph, wanted.embeddingModel],
  );
  const found = rows[0] ?? { flat: "none", graph: "none", chunks: 0 };
  if (found.graph !== "broken") return { ...found, graph: found.graph };
  await $client.query(`DROP INDEX IF EXISTS ${graph}`);
  return { ...found, graph: "none" };
}

/** Whole or not at all, since it's a transaction. */
async function buildFlat(wanted: Wanted): Promise<void> {
  const { tenantId, embeddingModel, dimensions, flatType } = wanted;
  await asSystem(async ({ $client }) => {
    await $client.query(`SET LOCAL maintenance_work_mem = '${flatBuildMemory}'`);
    await $client.query(
      `CREATE INDEX IF NOT EXISTS ${flatName(wanted)} ON ${partitionOf(tenantId)}
       USING ivfflat ((embedding::${flatType}(${dimensions})) ${flatType}_cosine_ops) WITH (lists = 1)
       WHERE embedding_model = ${quoteLiteral(embeddingModel)}`,
    );
  });
}

async function dropFlat(wanted: Wanted): Promise<void> {
  await pool().query(`DROP INDEX CONCURRENTLY IF EXISTS ${flatName(wanted)}`);
}

async function buildGraph(wanted: Wanted): Promise<void> {
  const { tenantId, embeddingModel, dimensions } = wanted;
  const partition = partitionOf(tenantId);
  // Lets a search in a small collection go through its own chunks instead of through the neighbours of all (see efSearch).
  await pool().query(`CREATE INDEX IF NOT EXISTS ${partition}_collection ON ${partition} (collection_id)`);
  await pool().query(
    `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${graphName(wanted)} ON ${partition}
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
