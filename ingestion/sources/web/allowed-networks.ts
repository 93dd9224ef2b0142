import ipaddr from "ipaddr.js";
import { env } from "../../../lib/env.ts";

/** The private part of the network that the operator has opened to sources: addresses by CIDR block, hosts by name. */
export interface AllowedNetworks {
  blocks: [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number][];
  hostNames: Set<string>;
}

/** What SOURCE_NETWORKS says. A single address is a block of one; what is no address is a host's name. */
export function allowedNetworks(setting = env().SOURCE_NETWORKS ?? ""): AllowedNetworks {
  const entries = setting
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean);
  const networks: AllowedNetworks = { blocks: [], hostNames: new Set() };
  for (const entry of entries) {
    if (ipaddr.isValidCIDR(entry)) networks.blocks.push(ipaddr.parseCIDR(entry));
    else if (ipaddr.isValid(entry)) networks.blocks.push(blockOfOne(entry));
    else networks.hostNames.add(entry);
  }
  return networks;
}

/** Whether a connection to this address of this host may be opened: it's public, or the operator has opened it. */
export function isAllowed(
  address: string,
  hostName: string,
  { blocks, hostNames }: AllowedNetworks,
): boolean {
  if (hostNames.has(hostName.toLowerCase())) return true;
  if (isPublicAddress(address)) return true;
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return blocks.some(([block, bits]) => parsed.kind() === block.kind() && parsed.match(block, bits));
}

/**
 * Whether an address is of the public internet. Everything with a purpose of its own isn't: private, loopback, link-local
 * (where clouds keep their credentials), carrier's NAT, multicast, documentation, and the IPv6 forms that carry an IPv4 address,
 * except that a mapped one counts as the address that it is.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || parsed.match(globalUnicast);
}

/** All that has been given out for use on the internet; ranges outside it are reserved, whatever their tables say. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

function blockOfOne(address: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const parsed = ipaddr.process(address);
  return [parsed, parsed.kind() === "ipv4" ? 32 : 128];
}
