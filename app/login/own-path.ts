/** The path on this site that an address leads to; "/" for any other address, so that a link can't lead away. */
export function ownPath(address: unknown): string {
  if (typeof address !== "string") return "/";
  const base = "http://lectern.invalid";
  const url = URL.canParse(address, base) ? new URL(address, base) : null;
  const isRelative = url?.origin === base && address.startsWith("/");
  return url && isRelative ? `${url.pathname}${url.search}` : "/";
}
