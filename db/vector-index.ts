/** Where the vectors of a tenant's chunks can be searched by an index, and how they are compared. */
import { createHash } from "node:crypto";
import { hasOneBackend } from "./capabilities.ts";
import { asSystem, pool } from "./client.ts";
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
 * System. Builds the index over a tenant's chunks of one embedding model and one length once there are enough of them, and another in its
 * place once there are many; does nothing where it exists. Takes those away by which nothing is searched any more. Returns whether there is
 * one, or somebody is building it. Where the signal is aborted it throws, and the server goes on by itself.
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
  { signal }: { signal?: AbortSignal } = {},
): Promise<boolean> {
  const wanted = { tenantId, embeddingModel, dimensions: Number(dimensions), flatType: await flatType() };
  const isThere = wanted.dimensions <= dimensionsMax[wanted.flatType] && (await ensureIndex(wanted, signal));
  await dropIdle(wanted, signal);
  return isThere;
}

async function ensureIndex(wanted: Wanted, signal?: AbortSignal): Promise<boolean> {
  const { hasFlat, chunks, ...state } = await findState(wanted);
  const graph = (await hasOneBackend()) ? "none" : await ensureGraph(wanted, { ...state, chunks }, signal);
  if (graph === "there" && hasFlat) await runLong([dropping(flatName(wanted))], signal);
  if (graph !== "none" || hasFlat) return true;
  if (chunks < flatChunksMin) return false;
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

/**
 * The chunks that an index holds, as a condition: of one model and one length, so that a vector of another can be stored beside it.
 * Searches have it word for word, or the planner doesn't know that the index has what they want. It takes an equation for true of one row
 * in two hundred, and for so few went through the whole graph for a collection of a twenty-fifth of 15,000 chunks: 25 ms instead of .7
 * by that collection's own index. Coalesce it takes for true of every second (2026-11, Postgres 17).
 */
export const isEmbeddedAs = ({ embeddingModel, dimensions }: Omit<Vectors, "tenantId">) =>
  `embedding_model = ${quoteLiteral(embeddingModel)} AND coalesce(vector_dims(embedding) = ${Number(dimensions)}, false)`;

/** Names tell what is in an index and how it's held, so that one of another make isn't taken for it. */
const flatName = (wanted: Wanted) =>
  `${partitionOf(wanted.tenantId)}_flat_${shortHash(`${isEmbeddedAs(wanted)} ${wanted.flatType}`)}`;

const graphName = (vectors: Vectors) =>
  `${partitionOf(vectors.tenantId)}_hnsw_${shortHash(isEmbeddedAs(vectors))}`;

const shortHash = (text: string) => createHash("md5").update(text).digest("hex").slice(0, 8);

/** "building" by somebody who will be done with it, "broken" where that was cut off. */
type GraphState = "none" | "building" | "broken" | "there";

interface State {
  hasFlat: boolean;
  graph: GraphState;
  chunks: number;
}

/** Of a row of pg_index: whether an index is being built on its table. */
const isBuilding = `EXISTS (SELECT FROM pg_stat_progress_create_index p
                            WHERE p.datname = current_database() AND p.relid = indrelid)`;

async function findState(wanted: Wanted): Promise<State> {
  const { tenantId, embeddingModel, dimensions } = wanted;
  const { rows } = await pool().query<State>(
    `SELECT to_regclass($1) IS NOT NULL AS "hasFlat",
            coalesce((SELECT CASE WHEN indisvalid THEN 'there'
                                  WHEN ${isBuilding} THEN 'building'
                                  ELSE 'broken' END
                      FROM pg_index WHERE indexrelid = to_regclass($2)), 'none') AS graph,
            (SELECT count(*)::int FROM ${partitionOf(tenantId)}
             WHERE embedding_model = $3 AND collection_id IN (
               SELECT id FROM collections WHERE tenant_id = $4 AND embedding_dimensions = $5)) AS chunks`,
    [flatName(wanted), graphName(wanted), embeddingModel, tenantId, dimensions],
  );
  return rows[0] as State;
}

/** Whole or not at all, since it's a transaction. */
async function buildFlat(wanted: Wanted): Promise<void> {
  const { tenantId, dimensions, flatType } = wanted;
  await asSystem(async ({ $client }) => {
    await $client.query(`SET LOCAL maintenance_work_mem = '${flatBuildMemory}'`);
    await $client.query(
      `CREATE INDEX IF NOT EXISTS ${flatName(wanted)} ON ${partitionOf(tenantId)}
       USING ivfflat ((embedding::${flatType}(${dimensions})) ${flatType}_cosine_ops) WITH (lists = 1)
       WHERE ${isEmbeddedAs(wanted)}`,
    );
  });
}

async function ensureGraph(
  vectors: Vectors,
  { graph, chunks }: Omit<State, "hasFlat">,
  signal?: AbortSignal,
): Promise<GraphState> {
  const isBroken = graph === "broken";
  if (!isBroken && (graph !== "none" || chunks < graphChunksMin)) return graph;
  const { tenantId, dimensions } = vectors;
  const partition = partitionOf(tenantId);
  await runLong(
    [
      ...(isBroken ? [dropping(graphName(vectors))] : []),
      // Lets a search in a small collection go through its own chunks instead of through the neighbours of all (see efSearch).
      `CREATE INDEX IF NOT EXISTS ${partition}_collection ON ${partition} (collection_id)`,
      `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${graphName(vectors)} ON ${partition}
       USING hnsw ((embedding::halfvec(${dimensions})) halfvec_cosine_ops) WITH (ef_construction = ${efConstruction})
       WHERE ${isEmbeddedAs(vectors)}`,
    ],
    signal,
  );
  return "there";
}

/** Beside searches and writes: a plain DROP would have to have the table for itself. */
const dropping = (name: string) => `DROP INDEX CONCURRENTLY IF EXISTS ${name}`;

/**
 * Takes away the indexes of models and lengths that the tenant's collections have left, and those of another make, which a backup or an
 * earlier version may have brought. Not while another is being built, which it would have to wait for.
 */
async function dropIdle(wanted: Wanted, signal?: AbortSignal): Promise<void> {
  const { tenantId, flatType } = wanted;
  const corpora = await listEmbeddedCorpora(tenantId);
  const used = corpora.map(({ embeddingModel, embeddingDimensions: dimensions }) => ({
    tenantId,
    embeddingModel,
    dimensions,
    flatType,
  }));
  const names = [...used, wanted].map(flatName);
  if (!(await hasOneBackend())) names.push(...[...used, wanted].map(graphName));
  const { rows } = await pool().query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE indrelid = to_regclass($1) AND relname ~ '_(flat|hnsw)_[0-9a-f]{8}$' AND NOT relname = ANY ($2)
       AND NOT ${isBuilding}`,
    [partitionOf(tenantId), names],
  );
  for (const { name } of rows) await runLong([dropping(name)], signal);
}

/**
 * For what computes for minutes or waits for others. The signal ends the connection, and whoever waits here: the server goes on by itself
 * and is found building, or if it has to stop as well leaves what is found broken.
 */
async function runLong(statements: string[], signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const client = await pool().connect();
  const letGo = () => void client.end();
  signal?.addEventListener("abort", letGo);
  try {
    for (const statement of statements) {
      signal?.throwIfAborted();
      await client.query(statement);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", letGo);
    client.release(signal?.aborted);
  }
}

export interface EmbeddedCorpus {
  tenantId: string;
  embeddingModel: string;
  embeddingDimensions: number;
}

/** System. What could have a vector index of its own: each tenant's collections, or this one's, by how they are embedded. */
export async function listEmbeddedCorpora(tenantId: string | null = null): Promise<EmbeddedCorpus[]> {
  const { rows } = await pool().query<EmbeddedCorpus>(
    `SELECT DISTINCT tenant_id AS "tenantId", embedding_model AS "embeddingModel", embedding_dimensions AS "embeddingDimensions"
     FROM collections WHERE $1::uuid IS NULL OR tenant_id = $1 ORDER BY tenant_id`,
    [tenantId],
  );
  return rows;
}

/** DDL takes no parameters. */
const quoteLiteral = (text: string) => `'${text.replaceAll("'", "''")}'`;
