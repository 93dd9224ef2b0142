import { hostOf, isAllowedAddress } from "../is-allowed-address.ts";
import type { FoundSpan } from "./guard-finding.ts";
import { unescapeMarkdown } from "./unescape-markdown.ts";

export interface FoundAddress extends FoundSpan {
  finding: "link";
  /** What is shown in place of it. */
  text: string;
}

/** Marks of citations: those that name no evidence are dropped later on, so that what they keep apart comes together. */
const marks = String.raw`(?:[[【][\d\s,;]{0,24}[\]】])*`;
/** `](address "title")`, also where the address stands on the next line; the definition `[name]: address`; and bare ones. */
const inlineAddress =
  /[\]】]\([^\S\n]*\n?[^\S\n]*(<[^>\n]*>|(?:[^\s()]|\([^\s()]*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*\)/g;
const definedAddress = /^[ \t>*+\d.)-]*\[[^\]\n]{1,200}\]:[ \t]*\n?[ \t]*(<[^>\n]*>|\S+)/gm;
const bareAddress = new RegExp(
  String.raw`(?:(?<![a-z])(?:[a-z][a-z0-9+.-]{0,15}${marks}:${marks}/${marks}/|mailto:(?=\S)|data:(?=[a-z]+/)|javascript:(?=\S))|(?<![a-z\d])w${marks}w${marks}w${marks}\.)[^\s<>"'\x60)\]}]*[^\s<>"'\x60)\]}.,;:!?*_]`,
  "gi",
);
/** Without these there's none: an answer is read again with each word of it. */
const mayHoldAddress =
  /[\]】]\(|\]:|:[/\\&[【]|(?:mailto|data|javascript):|ww|w[[【]|\\[:/.]|&(?:#|colon|b?sol|period|commat|lowbar)/i;
/** A path within Lectern, or a part of code that only looks like a link: nothing that a browser takes for another host. */
const isLocal = (address: string) => !/[:&\\[\]【】]|^\/\//.test(address);

/**
 * An address that holds no other, and nothing that may be a mark: one that is dropped could bring another together. What stands in brackets
 * is none where it begins with a letter or a colon.
 */
const plainAddress = /^[a-z][a-z0-9+-]*:\/\/(?:www\.)?(?:(?!:\/\/|www\.)(?:[^\\[【】]|\[(?=[a-z:])))*$/i;
/** Its scheme; with what makes a link of it without one, where it has that. */
const opening = /^[a-z0-9+-]+(?::\/\/www\.)?/i;

const signs = /^[!-/:-@[-`{-~]*$/;
const ascii = /^[!-~]*$/;

export interface AddressRules {
  linkHosts: readonly string[];
  /** Whether it stands, word for word, in the documents or in what the person wrote. */
  isKnown: (address: string) => boolean;
  /** Whether what begins there looks like code. */
  isCodeAt: (start: number) => boolean;
}

/**
 * Addresses that may not be links, with what to show in their place, so that none can carry away what a model has read. Known ones stay as
 * text, and of others only the host is left. In code they stay, under a scheme that nothing follows (hxxps, postgresxx): whoever shows
 * the answer may take for a link what looks like code here.
 */
export function findAddresses(text: string, { linkHosts, isKnown, isCodeAt }: AddressRules): FoundAddress[] {
  const found: FoundAddress[] = [];
  const add = (address: string, start: number, end: number, text: string) =>
    found.push({ finding: "link", type: hostIn(address) ?? "an address", start, end, text });
  /** Known, with all that a link to it would take in of what is behind it. */
  const isHarmless = (address: string, behind: string) =>
    isKnown(address) && (signs.test(behind) || (ascii.test(behind) && isKnown(address + behind)));
  /** Of an address in code only the scheme is replaced, so that a secret in the rest of it is masked like any other. */
  const disarm = (address: string, place: number, originOf = (place: number) => place): boolean => {
    const start = originOf(place);
    if (!plainAddress.test(address) || !isCodeAt(start)) return false;
    const opened = opening.exec(address)?.[0] ?? "";
    add(address, start, originOf(place + opened.length), withoutFollowers(opened));
    return true;
  };

  if (!mayHoldAddress.test(text)) return found;
  for (const match of text.matchAll(inlineAddress)) {
    const address = bare(match[1] ?? "");
    if (isLocal(address) || isAllowedAddress(address, linkHosts)) continue;
    if (disarm(address, match.index + match[0].indexOf(address))) continue;
    const end = match.index + match[0].length;
    const isLeft = isHarmless(address, `)${readOn(text, end)}`);
    add(address, match.index + 1, end, ` (${isLeft ? address : shortened(address)})`);
  }
  for (const match of text.matchAll(definedAddress)) {
    const address = bare(match[1] ?? "");
    if (isLocal(address) || isAllowedAddress(address, linkHosts)) continue;
    const end = match.index + match[0].length;
    const start = end - (match[1] ?? "").length;
    if (!disarm(address, start + (match[1] ?? "").indexOf(address)))
      add(address, start, end, shortened(address));
  }
  const { plain, originOf } = unescapeMarkdown(text);
  for (const match of plain.matchAll(bareAddress)) {
    const address = match[0];
    const end = match.index + address.length;
    const whole = /^www\./i.test(address) ? `https://${address}` : address;
    if (isAllowedAddress(whole, linkHosts) || isHarmless(address, readOn(plain, end))) continue;
    if (!disarm(address, match.index, originOf))
      add(address, originOf(match.index), originOf(end), shortened(address));
  }
  return found;
}

/** Broken at the scheme's end or within it, so that there's none either for who looks for one in the midst of a word. */
function withoutFollowers(opened: string): string {
  const [scheme = "", rest] = opened.split(":");
  const broken = /http/i.test(scheme) ? scheme.replaceAll(/(?<=h)tt(?=p)/gi, "xx") : `${scheme}xx`;
  return rest === undefined ? broken : `${broken}://wxw.`;
}

const bare = (destination: string) => destination.replace(/^<|>$/g, "");

/**
 * What those who make links of bare addresses read on behind this one: up to a space, through quotes and brackets. Where it isn't ASCII
 * it ends with its first sign that isn't: what follows that may yet have to come. Without the numbers of marks.
 */
const readOn = (text: string, end: number) =>
  (/^[!-~]*\S?/.exec(text.slice(end))?.[0] ?? "").replaceAll(/\[[\d,;]{0,24}/g, "[");

/** The host alone; for a mail address the address alone. */
function shortened(address: string): string {
  const mail = /^mailto:([\w.+-]+@[\w.-]+)/i.exec(address)?.[1];
  return mail ?? hostIn(address)?.replace(/^(?:www\.)+/, "") ?? "link removed";
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
