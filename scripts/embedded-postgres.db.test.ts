import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedDatabase } from "./embedded-database.mjs";

const connectionString = process.env.TEST_DATABASE_URL ?? "";
const isEmbedded = new URL(connectionString).searchParams.has("host");

/** What the product relies on, whichever Postgres is behind the URL; the embedded one has one backend for everybody. */
describe("the database under many connections", () => {
  let pool: pg.Pool;
  beforeAll(() => {
    pool = new pg.Pool({ connectionString, max: 12, query_timeout: 20_000 });
  });
  afterAll(() => pool.end());

  it("gives each its own answer, also when large parameters arrive in pieces", async () => {
    const ask = async (connection: number) => {
      for (let turn = 0; turn < 20; turn += 1) {
        const sent = `${"x".repeat(connection % 2 ? 10 : 300_000)} ${connection} ${turn}`;
        const { rows } = await pool.query(`SELECT $1::text AS got, ${connection} AS asker`, [sent]);
        expect(rows[0].asker).toBe(connection);
        expect(rows[0].got === sent).toBe(true);
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, connection) => ask(connection)));
  });

  it("goes on after a statement fails in the middle of another's", async () => {
    const results = await Promise.allSettled([
      pool.query("SELECT missing FROM nowhere WHERE $1 = 'x'", ["x".repeat(300_000)]),
      pool.query("SELECT $1::int AS one", [1]),
    ]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled"]);
  });

  it("isn't held up by a client that was killed in a transaction", async () => {
    const client = `
      import pg from "pg";
      const client = new pg.Client(process.env.TEST_DATABASE_URL);
      await client.connect();
      await client.query("BEGIN");
      await client.query("SELECT $1::text", ["x".repeat(100000)]);
      console.log("in a transaction");
      setInterval(() => {}, 1000);`;
    const cwd = fileURLToPath(new URL("..", import.meta.url));
    const child = spawn(process.execPath, ["--input-type=module", "-e", client], { cwd });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const waiting = pool.query("SELECT 1 AS one");
    child.kill("SIGKILL");
    expect((await waiting).rows).toEqual([{ one: 1 }]);
  });
});

describe.skipIf(!isEmbedded)("the embedded database, killed", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "lectern-killed-"));
  let database: Awaited<ReturnType<typeof startEmbeddedDatabase>>;
  let client: pg.Client;
  const start = async () => {
    database = await startEmbeddedDatabase({
      dataDir,
      logPath: join(dataDir, "postgres.log"),
      shown: "nothing",
    });
    client = new pg.Client(database.url);
    client.on("error", () => undefined); // its end is what is tested
    await client.connect();
  };
  afterAll(async () => {
    await client.end();
    await database.stop(10_000);
    rmSync(dataDir, { recursive: true });
  });

  it("has what it acknowledged, and finds all of it by the index that was growing as it ended", async () => {
    await start();
    await client.query(`CREATE EXTENSION vector; CREATE TABLE kept (id int, embedding halfvec);
      CREATE INDEX ON kept USING ivfflat ((embedding::vector(3)) vector_cosine_ops) WITH (lists = 1)`);
    let acknowledged = 0;
    for (let isThere = true; isThere; ) {
      const row = client.query("INSERT INTO kept SELECT i, '[1,2,3]' FROM generate_series(1, 50) AS i");
      if (acknowledged >= 500) database.child.kill("SIGKILL");
      isThere = await row.then(
        () => true,
        () => false,
      );
      if (isThere) acknowledged += 50;
    }
    await database.ended;

    await start();
    await client.query("SET enable_seqscan = off; SET enable_sort = off");
    const nearest = "SELECT id FROM kept ORDER BY embedding::vector(3) <=> '[3,2,1]'";
    const { rows: plan } = await client.query(`EXPLAIN ${nearest}`);
    expect(plan[0]["QUERY PLAN"]).toMatch(/^Index Scan/);
    const { rowCount: found } = await client.query(nearest);
    const { rows } = await client.query("SELECT count(*)::int AS count FROM (SELECT FROM kept OFFSET 0) k");
    expect(found).toBe(rows[0].count);
    expect(found).toBeGreaterThanOrEqual(acknowledged);
  });

  it("has no index that it was building, and builds it then", async () => {
    await client.query(
      "CREATE TABLE many AS SELECT array_fill(random(), '{300}')::vector AS embedding FROM generate_series(1, 8000)",
    );
    const build =
      "CREATE INDEX many_flat ON many USING ivfflat ((embedding::vector(300)) vector_cosine_ops) WITH (lists = 1)";
    const building = client.query(build).catch(() => "ended");
    database.child.kill("SIGKILL");
    expect(await building).toBe("ended");
    await database.ended;
    await start();
    expect((await client.query("SELECT to_regclass('many_flat') AS index")).rows).toEqual([{ index: null }]);
    await client.query(build);
  });
});
