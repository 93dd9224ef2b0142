import { hostOf, isAllowedAddress } from "../is-allowed-address.ts";
import type { FoundSpan } from "./guard-finding.ts";

export interface FoundAddress extends FoundSpan {
  finding: "link";
  /** What is shown in place of it. */
  text: string;
}

/** Marks of citations: those that name no evidence are dropped later on, so that what they keep apart comes together. */
const marks = String.raw`(?:[[【][\d\s,;]{0,24}[\]】])*`;
/** `](address "title")`, also where the address stands on the next line; the definition `[name]: address`; and bare ones. */
const inlineAddress =
  /[\]】]\(\s*(<[^>\n]*>|(?:[^\s()]|\([^\s()]*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*\)/g;
const definedAddress = /^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\n?[ \t]*(<[^>\n]*>|\S+)/gm;
const bareAddress = new RegExp(
  String.raw`(?:\b[a-z][a-z0-9+.-]{1,15}${marks}:${marks}/${marks}/|(?<![\w.@/-])www${marks}\.|\bmailto:(?=\S)|\bdata:(?=[a-z]+/)|\bjavascript:(?=\S))[^\s<>"'\x60)\]}]*[^\s<>"'\x60)\]}.,;:!?*_]`,
  "gi",
);
/** Without these there's none: an answer is read again with each word of it. */
const mayHoldAddress = /[\]】]\(|:|www/i;
/** A path within Lectern, or a part of code that only looks like a link: nothing that a browser takes for another host. */
const isLocal = (address: string) => !/[:&\\[\]【】]|^\/\//.test(address);

/**
 * Addresses that may not be links, with what to show in their place: those that the documents or the person wrote, word for
 * word, stay as text, and of others only the host is left, so that none can carry away what a model has read.
 */
export function findAddresses(
  text: string,
  linkHosts: readonly string[],
  isKnown: (address: string) => boolean,
): FoundAddress[] {
  const found: FoundAddress[] = [];
  const shown = (address: string) => (isKnown(address) ? address : shortened(address));
  const add = (address: string, start: number, end: number, text: string) =>
    found.push({ finding: "link", type: hostIn(address) ?? "an address", start, end, text });

  if (!mayHoldAddress.test(text)) return found;
  for (const match of text.matchAll(inlineAddress)) {
    const address = bare(match[1] ?? "");
    if (isLocal(address) || isAllowedAddress(address, linkHosts)) continue;
    add(address, match.index + 1, match.index + match[0].length, ` (${shown(address)})`);
  }
  for (const match of text.matchAll(definedAddress)) {
    const address = bare(match[1] ?? "");
    if (isLocal(address) || isAllowedAddress(address, linkHosts)) continue;
    const end = match.index + match[0].length;
    add(address, end - (match[1] ?? "").length, end, shortened(address));
  }
  for (const match of text.matchAll(bareAddress)) {
    const address = match[0];
    const whole = /^www\./i.test(address) ? `https://${address}` : address;
    if (isAllowedAddress(whole, linkHosts) || isKnown(address)) continue;
    add(address, match.index, match.index + address.length, shortened(address));
  }
  return found;
}

const bare = (destination: string) => destination.replace(/^<|>$/g, "");

/** The host alone; for a mail address the address alone. */
function shortened(address: string): string {
  const mail = /^mailto:([\w.+-]+@[\w.-]+)/i.exec(address)?.[1];
  return mail ?? hostIn(address) ?? "link removed";
}

/** The host that an address seems to name, in characters that a host has. */
function hostIn(address: string): string | null {
  const host = hostOf(address);
  if (host !== null) return host;
  return (
    /^(?:[a-z][a-z0-9+.-]*:\/\/(?:[^/@\s]*@)?|www\.)([a-z0-9-]+(?:\.[a-z0-9-]+)*)/i
      .exec(address)?.[1]
      ?.toLowerCase() ?? null
  );
}
