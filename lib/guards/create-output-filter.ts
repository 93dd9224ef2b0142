/**
 * In: what a model writes, delta by delta. Out: the same with secrets and personal data masked as the tenant's policy says, and
 * with addresses that could carry data away reduced to their host, or in code made such that nothing follows them. The result doesn't
 * depend on how the text was cut into deltas. Held back is only what could still become one of these: for the default policy, an unfinished word.
 */
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Evidence } from "../turn.ts";
import { findAddresses } from "./find-addresses.ts";
import { findPersonalData, identifyingTypes, personalDataNames } from "./find-personal-data.ts";
import { findSecrets } from "./find-secrets.ts";
import type { FoundSpan, GuardFinding } from "./guard-finding.ts";
import { isInCode } from "./is-in-code.ts";
import { maskOf, withoutOverlaps } from "./mask-spans.ts";

export interface OutputFilter {
  /** What of the text so far can be shown, beyond what was returned before. */
  push(delta: string): string;
  /** What was held back. More may be pushed after it: at the seam between two models this shows what the first one left. */
  end(): string;
  /** What was masked or shortened so far. */
  findings(): GuardFinding[];
}

export interface OutputFilterOptions {
  policy: TenantPolicy;
  /** Addresses that stand in it word for word carry nothing away, so they're left as text. */
  evidence?: Evidence[];
  /** The same for what the person wrote. */
  question?: string;
}

interface Replacement extends FoundSpan {
  finding: GuardFinding["finding"];
  /** What stands in its place. */
  text: string;
}

/** What was shown before still tells where a word begins. */
const contextChars = 80;
/** From here on it's decided by what is there: a text without an end mustn't be held back for ever. */
const heldCharsMax = 2_000;

/** The tail that may still become something else. */
const unfinishedWord = /[\x21-\x7e]+$/;
/** What begins a scheme; how long it can be where no mark stands within it. */
const unfinishedScheme = /[a-z][\w+.-]{0,15}(?:【[\d\s,;]{0,24}】?)*:?(?:\/|【[\d\s,;]{0,24}】?){0,4}$/i;
const unfinishedSchemeCharsMax = 21;
/** Without these an opening isn't there: each is looked for again with each word. */
const needed = {
  secret:
    /-BEGIN |[\u017f\u212a]|pass|pwd|kennwort|senha|parola|contrase|wacht|has[łŁ]|[пП]|密|パ|secret|token|key|bearer|credential/i,
  address: /[\]】](?:\(|:|$)|:\/\/|www\.|w[[【]|(?:mailto|data|javascript):/i,
};
const openings = {
  /** A key's armour, and a value that is about to be named. */
  secret: [
    /-{1,5}BEGIN [A-Z0-9 ]{0,40}-{0,5}$/,
    /(?:pass|pwd|kennwort|senha|parola|contrase|wachtwoord|hasło|пароль|密码|密碼|パスワード|secret|token|key|bearer|credential)[\p{L}\d_"'`* -]{0,24}(?:[:=：>]|\b(?:is|ist|est|es))?[ \t*"'`]{0,6}\S*$/iu,
  ],
  /** Groups of digits; a street and its number, in either order; a birthday's label. */
  personal: [
    /(?<![\p{L}\d])(?:\p{Lu}{2}\d{2}|[+(]|\d)[\p{Lu}\d\s().,/-]{0,60}$/u,
    /\d{1,5}\p{L}?,?(?:\s+(?:[\p{Lu}\d][\p{L}\d.'’-]*,?))*\s*$/u,
    /(?:\p{Lu}[\p{L}.'’-]*\s+){0,4}\p{Lu}[\p{L}.'’-]*,?\s*(?:\d[\p{L}\d.,/ -]*)?$/u,
    /(?:born|birth|dob|geboren|geburts\p{L}*|naissance|né|née|nac\p{L}*|nato|nata|ssn|security|licen[cs]e|passport|number|no\.|id)[\p{L}'’:# ()-]{0,30}\S*$/iu,
  ],
  address: [
    /[\]】]\((?:[^)\n]|\n(?!\s*\n))*$/,
    /^[ \t>*+\d.)-]*\[[^\]\n]{1,200}\]:[ \t]*\n?[ \t]*\S*$/m,
    /(?:[a-z][a-z0-9+.-]{1,15}:\/\/|www\.|(?:mailto|data|javascript):)[^\s<>"'`)\]}]*$/i,
    /w(?:w|[[【][\d\s,;]{0,24}[\]】]?)*[^\s<>"'`)\]}]*$/i,
    /】$/,
  ],
};
const keyEnd = /-----END [A-Z0-9 ]{0,40}-----/;
const keyEndCharsMax = 60;

/** A filter for one answer. */
export function createOutputFilter({
  policy,
  evidence = [],
  question = "",
}: OutputFilterOptions): OutputFilter {
  const { masksPersonalDataInAnswers, masksSecretsInAnswers, linkHosts } = policy.guards;
  const known = [question, ...evidence.map(({ chunk }) => chunk.text)];
  const counts = new Map<string, GuardFinding>();
  let decided = "";
  let context = "";
  let pending = "";
  let isInKey = false; // a private key that was masked and whose end has yet to come

  const isKnown = (address: string) => known.some((text) => text.includes(address));

  function findAll(text: string): Replacement[] {
    const isCodeAt = (start: number) => isInCode(decided + text.slice(context.length, start));
    const found: Replacement[] = findAddresses(text, { linkHosts, isKnown, isCodeAt });
    if (masksSecretsInAnswers)
      found.push(...findSecrets(text).map((span) => masked(span, "secret", span.type)));
    if (masksPersonalDataInAnswers) {
      const spans = findPersonalData(text).filter(({ type }) => identifyingTypes.has(type));
      found.push(...spans.map((span) => masked(span, "personal-data", personalDataNames[span.type])));
    }
    return found;
  }

  /** What is found beyond the context. Of an address that begins within it nothing more is shown: another may be a part of it. */
  function findNew(text: string): Replacement[] {
    const isRest = ({ finding, start }: Replacement) => finding === "link" && start < context.length;
    return findAll(text)
      .map((found) => (isRest(found) ? { ...found, start: context.length, text: "" } : found))
      .filter(({ start, end }) => start >= context.length && end > start);
  }

  /** From where on the tail of `text` can't be decided yet. */
  function undecidedFrom(text: string): number {
    const patterns = [
      unfinishedWord,
      ...(needed.address.test(text) ? openings.address : []),
      ...(masksSecretsInAnswers && needed.secret.test(text) ? openings.secret : []),
      ...(masksPersonalDataInAnswers ? openings.personal : []),
    ];
    const starts = [...patterns.map((pattern) => text.search(pattern)), schemeFrom(text)];
    return Math.min(text.length, ...starts.filter((start) => start !== -1));
  }

  /** Drops what belongs to a key that is masked already. */
  function leaveKey(): void {
    const end = keyEnd.exec(pending);
    isInKey = end === null;
    pending = end ? pending.slice(end.index + end[0].length) : pending.slice(-keyEndCharsMax);
  }

  /** Shows what is decided: up to the undecided tail, or to what begins before that tail and reaches into it. */
  function show(isLast: boolean): string {
    if (isInKey) leaveKey();
    if (isInKey) return "";
    const text = context + pending;
    const isTooLong = pending.length > heldCharsMax;
    let cut = isLast || isTooLong ? text.length : Math.max(context.length, undecidedFrom(text));
    const found = withoutOverlaps(findNew(text));
    const openKey = found.find(
      ({ type, start, end }) => type === "private key" && !keyEnd.test(text.slice(start, end)),
    );
    const crossing = found.find(({ start, end }) => start < cut && end > cut);
    if (openKey) {
      cut = text.length;
      isInKey = true;
    } else if (crossing) cut = crossing.start;
    let shown = "";
    let from = context.length;
    for (const replacement of found.filter(({ end }) => end <= cut)) {
      shown += text.slice(from, replacement.start) + replacement.text;
      from = replacement.end;
      if (replacement.text !== "") count(replacement);
    }
    shown += text.slice(from, cut);
    decided += text.slice(context.length, cut);
    context = isLast || isTooLong ? "" : text.slice(Math.max(0, cut - contextChars), cut);
    pending = openKey ? text.slice(openKey.start).slice(-keyEndCharsMax) : text.slice(cut);
    return shown;
  }

  function count({ finding, type: what }: Replacement): void {
    const key = `${finding} ${what}`;
    counts.set(key, { finding, what, count: (counts.get(key)?.count ?? 0) + 1 });
  }

  return {
    push(delta) {
      pending += delta;
      return show(false);
    },
    end: () => show(true),
    findings: () => [...counts.values()],
  };
}

function schemeFrom(text: string): number {
  const from = text.includes("【") ? 0 : Math.max(0, text.length - unfinishedSchemeCharsMax);
  const start = text.slice(from).search(unfinishedScheme);
  return start === -1 ? -1 : from + start;
}

const masked = (span: FoundSpan, finding: Replacement["finding"], what: string): Replacement => ({
  ...span,
  type: what,
  finding,
  text: maskOf(what),
});
