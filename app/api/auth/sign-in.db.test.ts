import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closePool } from "@/db/client";
import { listMembers, removeMember } from "@/db/memberships";
import { createTenant } from "@/db/tenants";
import { createTestTenant, type TestTenant } from "@/db/testing/create-test-tenant";
import { findUserByEmail, updateUser } from "@/db/users";
import { sessionPrincipal } from "@/lib/admission/session";
import { hashPassword } from "@/lib/hash-password";
import type { Principal } from "@/lib/turn";
import { Browser } from "../testing/browse";
import { serveNextAuth } from "../testing/serve-next-auth";
import { type OidcAccount, serveOidc } from "../testing/serve-oidc";

/** The environment is read when the first module loads, so it's set before any does. */
const { app, oidc, joinSlug } = await vi.hoisted(async () => {
  const { createServer } = await import("node:net");
  const freePort = () =>
    new Promise<number>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
      });
    });
  const [appPort, oidcPort] = [await freePort(), await freePort()];
  const app = { port: appPort, origin: `http://127.0.0.1:${appPort}` };
  const oidc = { port: oidcPort, origin: `http://127.0.0.1:${oidcPort}` };
  const joinSlug = `join-${crypto.randomUUID()}`;
  Object.assign(process.env, {
    NEXTAUTH_URL: app.origin,
    OIDC_ISSUER: oidc.origin,
    OIDC_CLIENT_ID: "lectern",
    OIDC_CLIENT_SECRET: "the client secret",
    OIDC_TENANT: joinSlug,
  });
  return { app, oidc, joinSlug };
});

let tenant: TestTenant;
let servers: Server[];
const mark = crypto.randomUUID();
const email = `ann-${mark}@example.com`;
const accounts: Record<string, OidcAccount> = {
  newcomer: { email: `New-${mark}@example.com`, email_verified: true, name: "New Person" },
  unverified: { email: `unverified-${mark}@example.com`, email_verified: false, name: "Nobody" },
};

beforeAll(async () => {
  tenant = await createTestTenant(mark);
  await createTenant({ name: joinSlug, ownerId: tenant.owner.userId ?? "" });
  accounts.admin = {
    email: `admin-${mark}@example.com`,
    email_verified: true,
    name: "The admin, by another way",
  };
  const client = {
    id: "lectern",
    secret: "the client secret",
    redirectUri: `${app.origin}/api/auth/callback/oidc`,
  };
  servers = [await serveNextAuth(app.port), await serveOidc(oidc.port, client, accounts)];
});

afterAll(async () => {
  for (const server of servers) server.close();
  await closePool();
});

/** Who the browser is signed in as. */
function whoIs(browser: Browser): Promise<Principal | null> {
  const cookie = [...browser.cookiesOf(app.origin)].map(([name, value]) => `${name}=${value}`).join("; ");
  return sessionPrincipal(new Request(app.origin, { headers: { cookie } }));
}

async function csrfToken(browser: Browser): Promise<string> {
  const response = await browser.fetch(`${app.origin}/api/auth/csrf`);
  return ((await response.json()) as { csrfToken: string }).csrfToken;
}

/** Fills in the sign-in form; returns the `error` that the page is then opened with, or null. */
async function signIn(browser: Browser, form: { email: string; password: string }): Promise<string | null> {
  const url = `${app.origin}/api/auth/callback/credentials`;
  const response = await browser.fetch(url, { ...form, csrfToken: await csrfToken(browser), json: "true" });
  const { url: target } = (await response.json()) as { url: string };
  return new URL(target).searchParams.get("error");
}

describe("with a password", () => {
  const password = "correct horse battery";
  beforeAll(async () => {
    await updateUser(tenant.member.userId ?? "", { passwordHash: await hashPassword(password) });
  });
  const member = { email: `member-${mark}@example.com`, password };

  it("opens a session for the right one, however the address is written", async () => {
    const browser = new Browser();
    expect(
      await signIn(browser, { email: ` Member-${mark.toUpperCase()}@Example.com`, password }),
    ).toBeNull();
    expect(await whoIs(browser)).toMatchObject({
      tenantId: tenant.tenantId,
      userId: tenant.member.userId,
      role: "member",
    });
  });

  it("says the same for a wrong password, an unknown person, and one who has no password", async () => {
    const browser = new Browser();
    const tries = [
      { ...member, password: "wrong" },
      { email, password },
      { email: `admin-${mark}@example.com`, password: "" },
    ];
    for (const form of tries) expect(await signIn(browser, form)).toBe("CredentialsSignin");
    expect(await whoIs(browser)).toBeNull();
  });

  it("needs the CSRF token", async () => {
    const browser = new Browser();
    await browser.fetch(`${app.origin}/api/auth/callback/credentials`, {
      ...member,
      csrfToken: "made up",
      json: "true",
    });
    expect(await whoIs(browser)).toBeNull();
  });

  it("is slowed down after ten wrong ones, for that account only, and a right one clears the count", async () => {
    const browser = new Browser();
    const guess = (who: string) => signIn(browser, { email: who, password: "guess" });
    for (let i = 0; i < 8; i++) await guess(member.email);
    expect(await signIn(new Browser(), member)).toBeNull();
    const victim = `victim-${mark}@example.com`;
    for (let i = 0; i < 10; i++) expect(await guess(victim)).toBe("CredentialsSignin");
    expect(await guess(victim)).toBe("rate_limited");
    expect(await signIn(new Browser(), member)).toBeNull();
  });

  it("ends sessions when it changes", async () => {
    const browser = new Browser();
    await signIn(browser, member);
    await updateUser(tenant.member.userId ?? "", { passwordHash: await hashPassword("another one") });
    expect(await whoIs(browser)).toBeNull();
    await updateUser(tenant.member.userId ?? "", { passwordHash: await hashPassword(password) });
  });

  it("can't be tried with a body of any size, nor the log be written to", async () => {
    const post = (path: string, body: string) =>
      fetch(`${app.origin}/api/auth/${path}`, { method: "POST", body });
    expect((await post("callback/credentials", "x".repeat(100_000))).status).toBe(413);
    expect((await post("_log", "code=forged")).status).toBe(404);
  });
});

/** Goes to the OIDC server to sign in there; returns where it asks to. */
async function goToOidc(browser: Browser): Promise<URL> {
  const response = await browser.fetch(`${app.origin}/api/auth/signin/oidc`, {
    csrfToken: await csrfToken(browser),
    callbackUrl: `${app.origin}/c/1`,
    json: "true",
  });
  return new URL(((await response.json()) as { url: string }).url);
}

/** Signs in and consents there; returns the address at which the server sends the browser back to us. */
async function passOidc(browser: Browser, start: URL, subject: string): Promise<string> {
  let { url } = await browser.follow(start.href, oidc.origin);
  for (const form of [{ prompt: "login", login: subject, password: "any" }, { prompt: "consent" }]) {
    ({ url } = await browser.follow(url, oidc.origin, form as Record<string, string>));
  }
  return url;
}

async function signInByOidc(browser: Browser, subject: string): Promise<URL> {
  const back = await passOidc(browser, await goToOidc(browser), subject);
  const response = await browser.fetch(back);
  return new URL(response.headers.get("location") ?? "", app.origin);
}

describe("through an OIDC server", () => {
  it("asks with PKCE, state and nonce", async () => {
    const asked = Object.fromEntries((await goToOidc(new Browser())).searchParams);
    expect(asked).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      scope: "openid email profile",
    });
    expect(
      [asked.code_challenge, asked.state, asked.nonce].every((value) => value && value.length > 30),
    ).toBe(true);
  });

  it("makes somebody new a member of the tenant that OIDC_TENANT names, once", async () => {
    const [first, second] = [new Browser(), new Browser()];
    expect((await signInByOidc(first, "newcomer")).pathname).toBe("/c/1");
    await signInByOidc(second, "newcomer");
    const who = await whoIs(first);
    expect(who?.role).toBe("member");
    expect(await whoIs(second)).toEqual(who);
    const members = who ? await listMembers(who) : [];
    expect(members.filter((person) => person.email === `new-${mark}@example.com`)).toMatchObject([
      { name: "New Person" },
    ]);
  });

  it("lets somebody known by their verified address in as who they are", async () => {
    const browser = new Browser();
    await signInByOidc(browser, "admin");
    expect(await whoIs(browser)).toMatchObject({
      userId: tenant.admin.userId,
      tenantId: tenant.tenantId,
      role: "admin",
    });
  });

  it("refuses an address that the server hasn't verified", async () => {
    const browser = new Browser();
    expect((await signInByOidc(browser, "unverified")).search).toBe("?error=oidc_email_unverified");
    expect(await whoIs(browser)).toBeNull();
    expect(await findUserByEmail(accounts.unverified?.email ?? "")).toBeNull();
  });

  it("keeps out whoever was removed, with words that say so", async () => {
    const browser = new Browser();
    await removeMember(tenant.owner, tenant.admin.userId ?? "");
    const target = await signInByOidc(browser, "admin");
    expect(target.pathname + target.search).toBe("/login?error=oidc_not_invited");
    expect(await whoIs(browser)).toBeNull();
  });

  it("refuses an answer that another browser asked for, or with another state", async () => {
    const [asking, other] = [new Browser(), new Browser()];
    const back = await passOidc(asking, await goToOidc(asking), "newcomer");
    await other.fetch(back);
    expect(await whoIs(other)).toBeNull();
    const forged = new URL(back);
    forged.searchParams.set("state", "forged");
    await asking.fetch(forged.href);
    expect(await whoIs(asking)).toBeNull();
  });
});
