import { env } from "../env.ts";

/**
 * The address to count a request under. Behind a trusted proxy it's the entry that the proxy added, the last one in
 * `X-Forwarded-For`. Without one that header is whatever the client likes, so everybody counts as one: limits by address
 * then hold per e-mail or per token only, which can lock an account for a while but never lets a guesser through.
 */
export function clientAddress(headers: Headers): string {
  if (!env().TRUST_PROXY) return "direct";
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}
