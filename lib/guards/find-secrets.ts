import type { FoundSpan } from "./guard-finding.ts";

export type SecretType = "private key" | "API key" | "access token" | "password" | "address with a password";

/** Formats that issuers of keys publish so that their keys can be found by them. The prefix alone tells them. */
const issued: [SecretType, RegExp][] = [
  [
    "private key",
    /-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
  ],
  ["API key", /\bsk-(?:ant-|proj-|svcacct-|or-)?[\w-]{20,}/g],
  ["API key", /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}/g],
  ["API key", /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g],
  ["API key", /\bAIza[\w-]{35}/g],
  ["API key", /\bSG\.[\w-]{16,}\.[\w-]{16,}/g],
  ["API key", /\b(?:key|lec)-[0-9a-f]{32}\b/g],
  ["access token", /\bgh[pousr]_[A-Za-z0-9]{30,}/g],
  ["access token", /\bgithub_pat_\w{30,}/g],
  ["access token", /\bglpat-[\w-]{20,}/g],
  ["access token", /\bxox[abeoprs]-[\w-]{10,}/g],
  ["access token", /\bhf_[A-Za-z0-9]{30,}/g],
  ["access token", /\bnpm_[A-Za-z0-9]{36}/g],
  ["access token", /\bpypi-[\w-]{50,}/g],
  ["access token", /\bya29\.[\w-]{20,}/g],
  ["access token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g],
];

/** Before a value, these words say that it's secret, in the languages that documents most often have. */
const secretWords =
  "pass(?:word|wd|phrase|code)?|pwd|passwort|kennwort|mot de passe|contrase(?:ñ|n)a|senha|parola|wachtwoord|hasło|пароль|密码|密碼|パスワード|" +
  "api[ _-]?(?:key|token|secret)|secret(?:[ _-]?(?:access[ _-]?)?key)?|client[ _-]secret|access[ _-]?(?:key|token)|auth[ _-]?token|bearer|token|private[ _-]?key|credentials?";
const assigned = new RegExp(
  `(?<![\\p{L}\\d])(?:[A-Za-z0-9]+_)*(?:${secretWords})(?:\\*{1,2}|["'\`])?[ \\t]{0,3}(?:[:=：]|=>|:=|(?<=bearer) | is | ist | est | es )[ \\t]{0,3}(?:\\*{1,2})?["'\`]?([^\\s"'\`<>]{6,200})`,
  "giu",
);
/** Credentials within an address: scheme://user:password@host. */
const inAddress = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/<>"'`]{0,100}:([^\s@/<>"'`]{3,100})@/gi;
/** A long run that could be a key of an unknown issuer. */
const longRun = /(?<![\w/+.-])[A-Za-z0-9_+/-]{32,200}={0,2}(?![\w/+.-])/g;

/** Bits a character; 32 random characters of base64 come to 4.3 and more, English words and paths to less than 4. */
const entropyMin = 4.2;

/** Without these there's nothing to find: an answer is read again with each word of it, and most have none. */
const run = /[\w+/.-]{15}|-----BEGIN/;
const naming =
  /[\u017f\u212a]|pass|pwd|kennwort|mot de|contrase|senha|parola|wacht|has[łŁ]|[пП]|密|パ|api|secret|access|auth|bearer|token|private|credential/i;

/** Keys, tokens and passwords in a text: those of known issuers, what is called one, and long random runs. Under a millisecond for a page. */
export function findSecrets(text: string): FoundSpan<SecretType>[] {
  const found: FoundSpan<SecretType>[] = [];
  const hasRun = run.test(text);
  if (hasRun)
    for (const [type, pattern] of issued)
      for (const match of text.matchAll(pattern))
        found.push({ type, start: match.index, end: match.index + match[0].length });
  for (const match of naming.test(text) ? text.matchAll(assigned) : []) {
    const value = (match[1] ?? "").replace(/[.,;:!?)\]*]+$/, "");
    const start = match.index + match[0].length - (match[1] ?? "").length;
    if (looksChosen(value)) found.push({ type: "password", start, end: start + value.length });
  }
  for (const match of text.includes("://") ? text.matchAll(inAddress) : []) {
    const end = match.index + match[0].length - 1;
    found.push({ type: "address with a password", start: end - (match[1] ?? "").length, end });
  }
  for (const match of hasRun ? text.matchAll(longRun) : [])
    if (looksRandom(match[0]))
      found.push({ type: "API key", start: match.index, end: match.index + match[0].length });
  return found;
}

/** Whether a value is more than the word that comes next in a sentence: it mixes letters with digits or signs. */
function looksChosen(value: string): boolean {
  if (value.length < 6 || /^https?:/i.test(value) || /[([{]$/.test(value)) return false;
  const isTemplate = /^[<${%[]|^[*•.x_-]+$|^\p{L}+(?:[-_]\p{L}+)*$/u.test(value);
  return !isTemplate && /\p{L}/u.test(value) && /[\d!@#$%^&*+=?~]/.test(value);
}

function looksRandom(run: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(run)).length;
  if (kinds < 3 || run.split("/").length > 3) return false;
  const digits = run.replaceAll(/\D/g, "").length;
  return digits >= 3 && entropyOf(run) >= entropyMin;
}

/** Shannon's, of the run's own characters, in bits a character. */
function entropyOf(run: string): number {
  const counts = new Map<string, number>();
  for (const char of run) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / run.length) * Math.log2(n / run.length), 0);
}
