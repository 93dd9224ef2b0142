import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";

/** What can be seen without being signed in. */
const publicPages = /^\/(login|setup|invite)(\/|$)/;
const sessionCookieNames = ["next-auth.session-token", "__Secure-next-auth.session-token"];

/**
 * Runs before every page, never before the API: a proxy in front of a route would buffer uploads, and cut them at 10 MB. It
 * sends whoever has no session cookie to the sign-in page (whether the cookie is any good is checked by the page itself) and
 * gives each response a Content-Security-Policy with a nonce of its own, so that no script but ours can run, whatever a
 * model or a document wrote.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const hasCookie = sessionCookieNames.some((name) => request.cookies.has(name));
  if (!hasCookie && !publicPages.test(pathname)) {
    const signIn = new URL("/login", request.url);
    if (pathname !== "/") signIn.searchParams.set("next", pathname + search);
    return NextResponse.redirect(signIn);
  }
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce);
  // Next takes the nonce for its own scripts from the policy in the request's headers.
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Styles may be inline: React and the components set them as attributes, which a nonce can't allow. */
function contentSecurityPolicy(nonce: string): string {
  const { NODE_ENV, NEXTAUTH_URL } = env();
  // React's development build rebuilds the server's stack traces with eval.
  const development = NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  if (NEXTAUTH_URL?.startsWith("https://")) directives.push("upgrade-insecure-requests");
  return directives.join("; ");
}

/** Pages only: no API, no build output, no file of `public/` (these have a dot in their name). */
export const config = { matcher: ["/((?!api/|_next/static/|_next/image|[^?]*\\.[^/]*$).*)"] };
