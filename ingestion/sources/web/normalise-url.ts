/** What says where a visitor came from and nothing about what is shown. */
const trackingParameters = /^(utm_\w+|gclid|fbclid|mc_cid|mc_eid|msclkid)$/i;

/**
 * One spelling per page: without fragment, without parameters that only track, the rest as the URL standard writes it. Null for
 * what is no http address.
 */
export function normaliseUrl(address: string, base?: URL): URL | null {
  const url = URL.parse(address.trim(), base);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  url.hash = "";
  for (const name of [...url.searchParams.keys()])
    if (trackingParameters.test(name)) url.searchParams.delete(name);
  return url;
}

/**
 * Whether an address lies in the section of a site that begins at another: same origin, and in the same folder. An address
 * whose end has no dot, such as /docs, is a folder, whether or not a slash follows.
 */
export function isUnder(url: URL, start: URL): boolean {
  const last = start.pathname.lastIndexOf("/") + 1;
  const isPage = start.pathname.includes(".", last);
  const folder = isPage ? start.pathname.slice(0, last) : start.pathname.replace(/\/?$/, "/");
  return url.origin === start.origin && `${url.pathname}/`.startsWith(folder);
}
