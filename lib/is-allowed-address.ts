/** The host of an http address, lower case; null for anything else, such as one that a browser would read otherwise than we do. */
export function hostOf(address: string): string | null {
  // Browsers drop tabs and line breaks, take "\" for "/", and Markdown decodes entities: none of these is needed in an address.
  if (!/^https?:\/\/[^\s\\<>"'`&@]+(?:[?&#/][^\s\\<>"'`]*)?$/i.test(address)) return null;
  try {
    const { hostname, username, password } = new URL(address);
    return username || password ? null : hostname.toLowerCase();
  } catch {
    return null;
  }
}

/** Whether a link may lead to the address: its host is one of `linkHosts`, or lies under one that begins with `*.`. */
export function isAllowedAddress(address: string, linkHosts: readonly string[]): boolean {
  const host = hostOf(address);
  if (host === null) return false;
  return linkHosts.some((allowed) => {
    const wanted = allowed.trim().toLowerCase();
    return wanted.startsWith("*.") ? host.endsWith(wanted.slice(1)) : host === wanted;
  });
}
