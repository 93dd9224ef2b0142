import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const connectionString = process.env.TEST_DATABASE_URL;

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
