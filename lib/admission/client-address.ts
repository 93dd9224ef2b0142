import { isIP } from "node:net";
import { env } from "../env.ts";

/**
 * The address to count a request under: the one that the trusted proxy added, last in `X-Forwarded-For`. Null without such a
 * proxy, since the header is then whatever the client likes. Limits hold per e-mail or token alone then, which can lock an
 * account for a while but never lets a guesser through. Whoever has an address has one to count under, however it's written: without
 * the port that some proxies add (another one for each connection), and of IPv6 the network of 64 bits, which is the least that
 * anybody is given: 2^64 addresses would be as many tries.
 */
export function clientAddress(headers: Headers): string | null {
  if (!env().TRUST_PROXY) return null;
  const added = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  if (!added) return null;
  const address = withoutPort(added);
  return isIP(address) === 6 ? ofIpv6(address) : address;
}

/** `10.0.0.1:443` and `[2001:db8::1]:443` as addresses alone. */
function withoutPort(text: string): string {
  const [, inBrackets, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(text) ?? [];
  return inBrackets ?? plain ?? text;
}

/** Its network; of one that stands for an IPv4 address, that address. */
function ofIpv6(address: string): string {
  const [, ipv4] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (ipv4) return ipv4;
  const [plain = ""] = address.split("%"); // without the interface that it was heard on
  const shortest = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [before = [], after = []] = shortest.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = new Array<string>(8 - before.length - after.length).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}
