import { env } from "../env.ts";
import { AppError } from "../errors.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Throws for a change that another site makes a browser send. Browsers say where a request comes from in `Sec-Fetch-Site` or
 * `Origin`; a request with neither comes from a program, which has no cookies that a site could borrow.
 */
export function requireSameOrigin(request: Request): void {
  if (safeMethods.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site === "same-origin" || site === "none" || (site === null && origin === null)) return;
  if (origin !== null && ownHosts(request).has(hostOf(origin))) return;
  throw new AppError("forbidden", { publicMessage: "This request comes from another site." });
}

/** The hosts under which this server is known: as asked for, and as configured. */
function ownHosts(request: Request): Set<string | null> {
  const { NEXTAUTH_URL, TRUST_PROXY } = env();
  const forwarded = TRUST_PROXY ? request.headers.get("x-forwarded-host") : null;
  const hosts = [request.headers.get("host"), forwarded, NEXTAUTH_URL ? hostOf(NEXTAUTH_URL) : null];
  return new Set(hosts.filter((host) => host !== null));
}

/** Null for `Origin: null` and whatever else is no URL. */
function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
