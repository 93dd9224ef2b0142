import { findPersonNames } from "./find-person-names.ts";
import { findPostalAddresses } from "./find-postal-addresses.ts";
import type { FoundSpan } from "./guard-finding.ts";
import { hasIbanChecksum, hasLuhnChecksum, isNationalId } from "./has-checksum.ts";
import { withoutOverlaps } from "./mask-spans.ts";

/** The types, with their names for people. */
export const personalDataNames = {
  email: "e-mail address",
  phone: "phone number",
  card: "card number",
  iban: "bank account",
  "national-id": "identity number",
  "driver-license": "driving licence",
  ip: "IP address",
  "birth-date": "date of birth",
  address: "postal address",
  person: "name",
};
export type PersonalDataType = keyof typeof personalDataNames;

/** What says who or where somebody is by itself. A name alone doesn't, and is found less surely: it isn't masked. */
export const identifyingTypes: ReadonlySet<PersonalDataType> = new Set(
  (Object.keys(personalDataNames) as PersonalDataType[]).filter((type) => type !== "person"),
);

type Accepts = (found: string, before: string) => boolean;

/** How far back the word may stand that says what a number is. */
const labelChars = 48;
const saysPhone =
  /(?:phone|tel|telefon|telefono|teléfono|téléphone|mobil|mobile|cell|handy|fax|call|ring|answering|reach|whatsapp|sms|office|dial|text me|anruf|contact)[^\d]{0,30}$/i;
const saysBirth =
  /(?:born|birth|birthday|dob|geboren|geburts(?:tag|datum)|geb\.|naissance|née?|nacimiento|nacid[oa]|nascita|nat[oa] il|nascimento|urodz\p{L}*|geboortedatum|født|född)[^\d]{0,28}$/iu;
const saysIdentity =
  /(?:ssn|social security|national insurance|nino|tax(?:payer)?|steuer|identification|identity|personal\s+(?:number|id)|passport|reisepass|ausweis|dni|nie|nif|nir|sécurité sociale|pesel|cpf|codice fiscale|bsn|personnummer|cpr|aadhaar|rodné číslo|sv-nummer)[^\d]{0,30}$/i;
const saysLicense =
  /(?:driv(?:er|ing)['’]?s?\s+licen[cs]e|permis de conduire|führerschein|patente di guida|licencia de conducir|licen[cs]e\s+(?:number|no|id))[\p{L}\s.:#'’-]{0,24}$/iu;

const month =
  "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|enero|febrero|marzo|abril|mayo|junio|julio|agosto)\\p{L}*\\.?";
const dates = [
  String.raw`\d{1,4}[./-]\d{1,2}[./-]\d{2,4}`,
  String.raw`\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?${month},?\s+(?:de\s+)?\d{4}`,
  String.raw`${month}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}`,
];
const part = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const hex = "[0-9a-f]{1,4}";

/** In order of trust: where two overlap that begin together and are equally long, the first stays. */
const patterns: [PersonalDataType, RegExp, Accepts?][] = [
  [
    "email",
    /(?<![\p{L}\d._%+-])[\p{L}\d][\p{L}\d._%+'-]{0,63}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+\p{L}{2,24}(?![\p{L}\d@])/gu,
  ],
  ["iban", /(?<![\p{L}\d])[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{2,4}){3,8}[ -]?[A-Z\d]{0,4}(?![\p{L}\d])/giu],
  ["card", /(?<![\p{L}\d.,-])\d(?:[ -]?\d){11,18}(?![\p{L}\d]|[.,-]\d)/gu, (found) => isCard(found)],
  ["national-id", /(?<![\p{L}\d.-])\d{3}-\d{2}-\d{4}(?![\p{L}\d]|-\d)/gu, isNationalId],
  [
    "national-id",
    /(?<![\p{L}\d])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\d])/gu,
  ],
  ["national-id", /(?<![\p{L}\d])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![\p{L}\d])/gu],
  [
    "national-id",
    /(?<![\p{L}\d.-])(?:\d{3}\.\d{3}\.\d{3}-\d{2}|[XYZ]?\d{7,8}[ -]?[A-HJ-NP-TV-Z]|[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}|\d{17}[\dXx]|\d{11})(?![\p{L}\d]|[.,]\d)/gu,
    isNationalId,
  ],
  [
    "national-id",
    /(?<![\p{L}\d.-])[\p{Lu}\d][\p{Lu}\d -]{5,16}[\p{Lu}\d](?![\p{L}\d])/gu,
    (found, before) => saysIdentity.test(before) && digitsOf(found).length >= 5,
  ],
  [
    "driver-license",
    /(?<![\p{L}\d.-])[\p{L}]{0,5}\d[\p{L}\d -]{4,18}\d(?![\p{L}\d])/gu,
    (_, before) => saysLicense.test(before),
  ],
  [
    "ip",
    new RegExp(`(?<![\\d.])(?:${part}\\.){3}${part}(?:/\\d{1,2})?(?![\\d]|\\.\\d)`, "g"),
    (found, before) =>
      !/(?:version|v|release|build|section|§)\s*$/i.test(before) && !/^[01]\.|^127\.0\.0\.1$/.test(found),
  ],
  [
    "ip",
    new RegExp(
      `(?<![\\w:.])(?:(?:${hex}:){7}${hex}|(?:${hex}:){1,6}(?::${hex}){1,6}|(?:${hex}:){2,7}:)(?![\\w:])`,
      "gi",
    ),
    (found) => /\d/.test(found) && found.length > 6,
  ],
  [
    "birth-date",
    new RegExp(`(?<![\\p{L}\\d])(?:${dates.join("|")})(?![\\p{L}\\d])`, "giu"),
    (_, before) => saysBirth.test(before),
  ],
  [
    "phone",
    /(?<![\p{L}\d.,/$€£+-])(?:\+|00 ?|\(\+?\d{1,4}\)[ .-]?|\d)(?:[ .\-/()]{0,2}\d){5,14}(?:[ ]?(?:x|ext\.?|#)[ ]?\d{1,6})?(?![\p{L}\d]|[.,/-]\d|%)/giu,
    isPhone,
  ],
];

/** E-mail addresses, phone numbers, cards, accounts, identity numbers and so on in a text, in order, without overlaps. */
export function findPersonalData(text: string): FoundSpan<PersonalDataType>[] {
  const found: FoundSpan<PersonalDataType>[] = [];
  for (const [type, pattern, accepts] of patterns)
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const value = type === "iban" ? ibanIn(match[0]) : match[0];
      if (value === null) continue;
      if (accepts && !accepts(value, text.slice(Math.max(0, start - labelChars), start))) continue;
      found.push({ type, start, end: start + value.length });
    }
  const sure = withoutOverlaps(found);
  const rest = [...findPostalAddresses(text), ...findPersonNames(text)];
  const free = rest.filter(({ start, end }) => !sure.some((span) => span.start < end && start < span.end));
  return withoutOverlaps([...sure, ...free]);
}

const digitsOf = (text: string) => text.replaceAll(/\D/g, "");

/** The longest beginning of a run that has an account's checksum: words may follow it without a sign between. */
function ibanIn(run: string): string | null {
  for (let length = run.length; length >= 15; length--) {
    const candidate = run.slice(0, length);
    if (/[A-Z\d]$/i.test(candidate) && hasIbanChecksum(candidate)) return candidate;
  }
  return null;
}

/** By the issuers' first digits, their lengths and the checksum. */
function isCard(found: string): boolean {
  const digits = digitsOf(found);
  const isIssued =
    /^(?:4\d{12}(?:\d{3}){0,2}|5[0-9]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|35\d{14}|6(?:011|5\d\d|4[4-9]\d|2\d\d)\d{12,15}|(?:50|5[6-9]|6\d)\d{10,17}|(?:1800|2131)\d{11})$/.test(
      digits,
    );
  return isIssued && hasLuhnChecksum(digits);
}

/**
 * A number that is dialled: international with + or 00, grouped as phone numbers are, or called one. Dates, years, prices and
 * ranges look alike and are left.
 */
function isPhone(found: string, before: string): boolean {
  const digits = digitsOf(found.replace(/(?:x|ext\.?|#).*$/i, ""));
  if (digits.length < 6 || digits.length > 15) return false;
  if (/^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:\s|$)/.test(found) || /^\d{4}\s?[-/]\s?\d{4}$/.test(found))
    return false;
  if (/(?:\d{3},\d{3}|^\d+\.\d+$)/.test(found)) return false;
  if (/^(?:\+|00)/.test(found)) return digits.length >= 8;
  if (saysPhone.test(before)) return true;
  if (/^\(\d{2,4}\)[ -]?\d{3,4}[ -]?\d{2,4}/.test(found)) return true;
  return (
    /^(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}(?!\d)/.test(found) ||
    /^0\d{1,4}[ /-]\d{2,4}(?:[ -]\d{2,5}){1,3}$/.test(found)
  );
}

/** Of them, those that tell who somebody is or how to reach them. */
export function findIdentifyingData(text: string): FoundSpan<PersonalDataType>[] {
  return findPersonalData(text).filter(({ type }) => identifyingTypes.has(type));
}
