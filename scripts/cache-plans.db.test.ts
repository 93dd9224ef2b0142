import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const connectionString = process.env.TEST_DATABASE_URL;

/** The embedded Postgres keeps plans for everybody; nobody may notice, and a server that doesn't passes as well. */
describe("statements that come again and again", () => {
  let pool: pg.Pool;
  const table = `plans_${crypto.randomUUID().slice(0, 8)}`;
  beforeAll(async () => {
    pool = new pg.Pool({ connectionString, max: 4 });
    await pool.query(`CREATE TABLE ${table} (id int PRIMARY KEY, word text)`);
  });
  afterAll(async () => {
    await pool.query(`DROP TABLE ${table}`);
    await pool.end();
  });

  it("give each connection its own answers", async () => {
    const ask = async (n: number) => {
      const { rows, fields } = await pool.query("SELECT $1::int * 2 AS twice, $2::text AS word", [
        n,
        `w${n}`,
      ]);
      expect(fields.map(({ name }) => name)).toEqual(["twice", "word"]);
      expect(rows).toEqual([{ twice: n * 2, word: `w${n}` }]);
    };
    for (let round = 0; round < 5; round++)
      await Promise.all(Array.from({ length: 8 }, (_, n) => ask(round * 8 + n)));
  });

  it("fail each time when they fail, and succeed when what was wrong is mended", async () => {
    const add = (id: number) => pool.query(`INSERT INTO ${table} VALUES ($1, $2)`, [id, "once"]);
    await add(1);
    for (let i = 0; i < 5; i++) await expect(add(1)).rejects.toMatchObject({ code: "23505" });
    await add(2);
    const unknown = () => pool.query(`SELECT later FROM ${table} WHERE id = $1`, [1]);
    for (let i = 0; i < 5; i++) await expect(unknown()).rejects.toMatchObject({ code: "42703" });
    await pool.query(`ALTER TABLE ${table} ADD COLUMN later int DEFAULT 7`);
    expect((await unknown()).rows).toEqual([{ later: 7 }]);
  });

  it("follow a change of the table, of the role and of the transaction", async () => {
    const read = (client: pg.Pool | pg.PoolClient) =>
      client.query(`SELECT word FROM ${table} WHERE id = $1`, [1]);
    for (let i = 0; i < 5; i++) expect((await read(pool)).rows).toEqual([{ word: "once" }]);
    await pool.query(`CREATE INDEX ON ${table} (word)`);
    expect((await read(pool)).rows).toEqual([{ word: "once" }]);
    await pool.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await pool.query(`GRANT SELECT ON ${table} TO lectern_app`);
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("SET LOCAL ROLE lectern_app");
      expect((await read(client)).rows).toEqual([]); // no policy lets it see a row
      await client.query("ROLLBACK");
      expect((await read(client)).rows).toEqual([{ word: "once" }]);
    } finally {
      client.release();
    }
  });
});
