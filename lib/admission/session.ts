import { createHash } from "node:crypto";
import { parseCookie, stringifySetCookie } from "cookie";
import { cookies } from "next/headers";
import type { AuthOptions } from "next-auth";
import { encode, getToken } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { cache } from "react";
import { findSessionMember } from "../../db/memberships.ts";
import { findUser } from "../../db/users.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { apiKeyScopes, type Principal } from "../turn.ts";
import { admitOidcPerson } from "./admit-oidc-person.ts";
import { checkPassword } from "./check-password.ts";
import { clientAddress } from "./client-address.ts";
import type { SignInFailure } from "./sign-in-failure.ts";

const sessionSeconds = 30 * 24 * 60 * 60;

/** Which of their tenants a person works in. Neither secret nor trusted: membership is looked up on each request. */
const tenantCookieName = "lectern.tenant";

const isHttps = () => env().NEXTAUTH_URL?.startsWith("https://") ?? false;
const sessionCookieName = () => `${isHttps() ? "__Secure-" : ""}next-auth.session-token`;
const cookieOptions = () => ({
  httpOnly: true,
  sameSite: "lax" as const,
  path: "/",
  secure: isHttps(),
  maxAge: sessionSeconds,
});

function secret(): string {
  const { NEXTAUTH_SECRET } = env();
  if (!NEXTAUTH_SECRET)
    throw new AppError("internal", { message: "NEXTAUTH_SECRET is not set: nobody can sign in" });
  return NEXTAUTH_SECRET;
}

/** Changes with the password, so that a session from before the change is told apart. Not reversible to the hash. */
function stampOf(passwordHash: string | null): string {
  return createHash("sha256")
    .update(`session:${passwordHash ?? ""}`)
    .digest("base64url")
    .slice(0, 16);
}

interface SessionClaims {
  userId: string;
  stamp: string;
}

/** What the session cookie says, when it is ours and hasn't expired. That the person still is who they were isn't checked. */
async function readSession(jar: Record<string, string>): Promise<SessionClaims | null> {
  if (!Object.keys(jar).some((name) => name.startsWith(sessionCookieName()))) return null;
  const request = { cookies: jar, headers: new Headers() } as unknown as Parameters<
    typeof getToken
  >[0]["req"];
  const token = await getToken({ req: request, secret: secret(), cookieName: sessionCookieName() });
  return token?.sub && typeof token.stamp === "string" ? { userId: token.sub, stamp: token.stamp } : null;
}

/** One query: is the person a member, in which role, and is the password still the one they signed in with. */
async function principalOf(jar: Record<string, string>): Promise<Principal | null> {
  const session = await readSession(jar);
  if (!session) return null;
  const preferred = jar[tenantCookieName]?.match(/^[0-9a-f-]{36}$/)?.[0] ?? null;
  const member = await findSessionMember(session.userId, preferred);
  if (!member || stampOf(member.passwordHash) !== session.stamp) return null;
  const { tenantId, role } = member;
  return { tenantId, userId: session.userId, role, via: "session", apiKeyId: null, scopes: apiKeyScopes };
}

function jarOf(request: Request): Record<string, string> {
  const jar = parseCookie(request.headers.get("cookie") ?? "");
  return Object.fromEntries(
    Object.entries(jar).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Who the request's session cookie stands for, as of now; null for nobody, or somebody who may not come in any more. */
export function sessionPrincipal(request: Request): Promise<Principal | null> {
  return principalOf(jarOf(request));
}

/** The id of the person who is signed in, whether or not they are a member anywhere; null for nobody. */
export async function sessionUserId(request: Request): Promise<string | null> {
  const session = await readSession(jarOf(request));
  const user = session && (await findUser(session.userId));
  return user && stampOf(user.passwordHash) === session.stamp ? user.id : null;
}

/** As sessionPrincipal, for server components. Asked once per rendering, however many ask. */
export const currentPrincipal = cache(async (): Promise<Principal | null> => {
  const jar = (await cookies()).getAll().map(({ name, value }) => [name, value]);
  return principalOf(Object.fromEntries(jar));
});

/** The `Set-Cookie` that signs this person in, as they are now. After a change of password, the new one is needed. */
export async function startSession(userId: string): Promise<string> {
  const user = await findUser(userId);
  if (!user)
    throw new AppError("not_found", { message: "a session was asked for somebody who doesn't exist" });
  const token = { sub: user.id, name: user.name, email: user.email, stamp: stampOf(user.passwordHash) };
  const value = await encode({ token, secret: secret(), maxAge: sessionSeconds });
  return stringifySetCookie({ name: sessionCookieName(), value, ...cookieOptions() });
}

/** The `Set-Cookie` by which the person works in this tenant from now on, as long as they are a member of it. */
export function preferTenant(tenantId: string): string {
  return stringifySetCookie({ name: tenantCookieName, value: tenantId, ...cookieOptions() });
}

/** True when signing in through an OIDC server is configured. */
export function isOidcConfigured(): boolean {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env();
  return Boolean(OIDC_ISSUER && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET);
}

const signInPage = (failure: SignInFailure) => `/login?error=${failure}`;

/** How next-auth signs people in. Sessions are encrypted JWTs in a cookie, checked against the database by us, see above. */
export function authOptions(): AuthOptions {
  return {
    secret: secret(),
    useSecureCookies: isHttps(),
    session: { strategy: "jwt", maxAge: sessionSeconds },
    pages: { signIn: "/login", error: "/login", signOut: "/login" },
    providers: [passwordProvider(), ...(isOidcConfigured() ? [oidcProvider()] : [])],
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.provider !== "oidc") return true;
        try {
          const admitted = await admitOidcPerson(profile);
          if ("failure" in admitted) return signInPage(admitted.failure);
          // From here on the person is ours: the jwt callback below gets this same object.
          user.id = admitted.userId;
          return true;
        } catch (error) {
          log.error({ err: error }, "an OIDC sign-in failed");
          return signInPage("unavailable");
        }
      },
      jwt: async ({ token, user }) => {
        if (!user) return token;
        const found = await findUser(user.id);
        return { ...token, sub: user.id, stamp: stampOf(found?.passwordHash ?? null) };
      },
    },
    logger: {
      error: (code, metadata) =>
        log.warn({ code, err: "error" in metadata ? metadata.error : metadata }, "next-auth"),
      warn: (code) => log.debug({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}

function passwordProvider() {
  return CredentialsProvider({
    credentials: { email: {}, password: {} },
    authorize: async (credentials, request) => {
      try {
        const address = clientAddress(new Headers(request.headers));
        return await checkPassword({ email: credentials?.email, password: credentials?.password }, address);
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === "rate_limited") throw new Error("rate_limited");
        log.error({ err: thrown }, "a sign-in failed");
        throw new Error("unavailable");
      }
    },
  });
}

interface OidcProfile {
  sub: string;
  email?: string;
  name?: string;
}

/** Authorization code with PKCE, state and nonce; endpoints and keys by discovery. */
function oidcProvider(): OAuthConfig<OidcProfile> {
  const { OIDC_ISSUER = "", OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = env();
  return {
    id: "oidc",
    name: OIDC_NAME,
    type: "oauth",
    wellKnown: `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    userinfo: {
      // Many issuers give the e-mail address at the userinfo endpoint only. The library checks that it's about the same subject.
      request: async ({ client, tokens }) => {
        // Typed as what it was made from, it is the library's own TokenSet, with a checked ID token in it.
        const tokenSet = tokens as Exclude<Parameters<typeof client.userinfo>[0], string>;
        const hasUserinfo = client.issuer.metadata.userinfo_endpoint !== undefined;
        return { ...(hasUserinfo ? await client.userinfo(tokenSet) : {}), ...tokenSet.claims() };
      },
    },
    profile: ({ sub, email, name }) => ({ id: sub, email, name }),
  };
}
