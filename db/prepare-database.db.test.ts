import { execFile } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { GET, POST } from "../app/api/setup/route.ts";
import { requestAs } from "../app/api/testing/request-as.ts";
import { authenticateApiKey } from "../lib/admission/api-key.ts";
import { checkPassword } from "../lib/admission/check-password.ts";
import { sessionPrincipal } from "../lib/admission/session.ts";
import { asSystem, closePool, pool } from "./client.ts";
import { listCollections } from "./collections.ts";

/** A first start needs a database that nobody has used: this file has one of its own, there before anything connects. */
const { database, folder } = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { startEmbeddedDatabase } = await import("../scripts/embedded-database.mjs");
  const { createDatabase } = await import("../scripts/test-database.mjs");
  const folder = mkdtempSync(`${tmpdir()}/lectern-first-start-`);
  const shared = process.env.TEST_DATABASE_URL ?? "";
  const isEmbedded = shared === "" || new URL(shared).searchParams.has("host");
  const startOwn = async () => {
    const options = {
      dataDir: folder,
      isInMemory: true,
      logPath: `${folder}/postgres.log`,
      shown: "errors",
    } as const;
    const { url, stop } = await startEmbeddedDatabase(options);
    return { url, remove: () => stop(5_000) };
  };
  const database = isEmbedded ? await startOwn() : await createDatabase(shared);
  Object.assign(process.env, { DATABASE_URL: database.url, DATA_DIR: folder });
  return { database, folder };
});

/** While the database started, what an earlier file had left running may have opened a pool on the shared one. */
beforeAll(async () => {
  await closePool();
  pool();
});

afterAll(async () => {
  const { rmSync } = await import("node:fs");
  await closePool();
  await database.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Prepared {
  code: number;
  result: { setupToken: string | null; bm25Tier: string; notes: string[] } | null;
  errors: string;
}

/** Runs the program as the starter does. */
function prepare(settings: Record<string, string> = {}): Promise<Prepared> {
  const env = { ...process.env, DATABASE_URL: database.url, ...settings };
  return new Promise((resolve) => {
    execFile(process.execPath, ["db/prepare-database.ts"], { env }, (error, stdout, stderr) => {
      const line = stdout.trim().split("\n").at(-1);
      const code = error ? Number(error.code) : 0;
      resolve({ code, result: code === 0 && line ? JSON.parse(line) : null, errors: stderr });
    });
  });
}

const setUp = async (body: object) => POST(await requestAs(null, "/api/setup", { method: "POST", body }));
const isOpen = async () => (await GET(await requestAs(null, "/api/setup"))).json();
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

const form = {
  tenantName: "Café Zürich",
  name: "Ann",
  email: "Ann@Example.com",
  password: "long enough",
  sample: true,
};
const bootstrap = {
  BOOTSTRAP_TENANT: "Boot Ltd",
  BOOTSTRAP_ADMIN_EMAIL: "Boss@Example.com",
  BOOTSTRAP_ADMIN_PASSWORD: "boss password",
  BOOTSTRAP_API_KEY: "lk_0badcafe_0123456789abcdef0123456789abcdef",
};

/** The tests follow each other, as starts do. */
describe("the first start", () => {
  let token = "";

  it.each([
    ["DATABASE_URL", { DATABASE_URL: "postgres://postgres@127.0.0.1:9/none" }],
    ["BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD", { BOOTSTRAP_TENANT: "Boot Ltd" }],
  ])("ends with one line that names %s", async (what, settings) => {
    const { code, errors } = await prepare(settings as Record<string, string>);
    expect(code).toBe(1);
    expect(errors).toMatch(/^Error: .*\n$/);
    expect(errors).toContain(what);
  });

  it("gives a setup token, a new one each time, of which only the hash is kept", async () => {
    const first = (await prepare()).result;
    token = (await prepare()).result?.setupToken ?? "";
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(token).not.toBe(first?.setupToken);
    expect(await isOpen()).toEqual({ open: true });
    const { rows } = await asSystem((tx) => tx.$client.query("SELECT i::text AS row FROM installation i"));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await setUp({ ...form, token: first?.setupToken })).status).toBe(403);
  });

  it("refuses a wrong token and a short password, and leaves nothing half made", async () => {
    expect(await errorOf(await setUp({ ...form, token: "wrong" }))).toBe("forbidden");
    expect(await errorOf(await setUp({ ...form, token, password: "short" }))).toBe("invalid_request");
    expect(await isOpen()).toEqual({ open: true });
  });

  it("makes the tenant and its owner, signed in, with the sample collection; once", async () => {
    const [response, second] = await Promise.all([
      setUp({ ...form, token }),
      setUp({ ...form, token, email: "eve@example.com" }),
    ]);
    expect([response.status, second.status].sort()).toEqual([201, 409]);
    const winner = response.status === 201 ? response : second;
    const cookie = winner.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const owner = await sessionPrincipal(new Request("http://lectern.test", { headers: { cookie } }));
    expect(owner?.role).toBe("owner");
    const collections = owner ? await listCollections(owner) : [];
    expect(collections).toMatchObject([
      { name: expect.stringMatching(/^Sample/), documentCount: expect.any(Number) },
    ]);
    expect(await errorOf(await setUp({ ...form, token }))).toBe("setup_closed");
  });

  it("gives no token any more", async () => {
    expect((await prepare()).result).toMatchObject({ setupToken: null, notes: [] });
    expect(await isOpen()).toEqual({ open: false });
  });
});

describe("a start with BOOTSTRAP_*", () => {
  const countRows = async () => {
    const { rows } = await asSystem((tx) =>
      tx.$client.query(`SELECT (SELECT count(*)::int FROM tenants) AS tenants, (SELECT count(*)::int FROM users) AS users,
                               (SELECT count(*)::int FROM api_keys) AS keys, (SELECT count(*)::int FROM memberships) AS members`),
    );
    return rows[0];
  };

  it("makes the tenant, its owner and the key, all of which work", async () => {
    expect((await prepare(bootstrap)).result?.notes).toHaveLength(3);
    const boss = await checkPassword({ email: "boss@example.com", password: "boss password" }, "test");
    expect(await authenticateApiKey(bootstrap.BOOTSTRAP_API_KEY)).toMatchObject({
      userId: boss?.id,
      role: "owner",
    });
  });

  it("does nothing the next time", async () => {
    const before = await countRows();
    expect((await prepare(bootstrap)).result).toMatchObject({ setupToken: null, notes: [] });
    expect(await countRows()).toEqual(before);
  });

  it("keeps an account's own password and says so", async () => {
    const { result } = await prepare({ ...bootstrap, BOOTSTRAP_ADMIN_PASSWORD: "another password" });
    expect(result?.notes).toEqual([
      expect.stringContaining("another password than BOOTSTRAP_ADMIN_PASSWORD"),
    ]);
    expect(
      await checkPassword({ email: "boss@example.com", password: "another password" }, "test"),
    ).toBeNull();
    expect(
      await checkPassword({ email: "boss@example.com", password: "boss password" }, "test"),
    ).not.toBeNull();
  });

  it("replaces the key by another one and says so; a revoked one stays revoked", async () => {
    const { result } = await prepare({ ...bootstrap, BOOTSTRAP_API_KEY: "another-key-of-some-length" });
    expect(result?.notes).toEqual([expect.stringContaining("revoked lk_0badcafe…")]);
    expect(await authenticateApiKey("another-key-of-some-length")).toMatchObject({ role: "owner" });
    await expect(authenticateApiKey(bootstrap.BOOTSTRAP_API_KEY)).rejects.toMatchObject({
      code: "revoked_api_key",
    });
    expect((await prepare(bootstrap)).result?.notes).toEqual([expect.stringContaining("has been revoked")]);
  });
});
