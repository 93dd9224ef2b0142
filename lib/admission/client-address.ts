import { env } from "../env.ts";

/**
 * The address to count a request under: the one that the trusted proxy added, last in `X-Forwarded-For`. Null without such a
 * proxy, since the header is then whatever the client likes. Limits hold per e-mail or token alone then, which can lock an
 * account for a while but never lets a guesser through.
 */
export function clientAddress(headers: Headers): string | null {
  if (!env().TRUST_PROXY) return null;
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || null;
}
