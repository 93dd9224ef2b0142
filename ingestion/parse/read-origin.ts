import type { ParsedDocument } from "./element.ts";

/** What a file says of itself; several values where it says several. */
export interface StatedOrigin {
  authors?: (string | null | undefined)[];
  /** In the order of trust: the first that can be one is taken. */
  dates?: (string | Date | null | undefined)[];
}

const authorsMax = 10;
const authorCharsMax = 200;
/** What programs and fresh installations write in the place of a name. */
const nobody =
  /^(?:unknown|\(?anonymous\)?|none|null|n\/?a|author|authors?|user|utente|usuario|utilisateur|benutzer|admin|administrator|root|owner|guest|default|test|untitled|windows[ -]user|microsoft(?: (?:office|corporation|corp\.?|word|excel|powerpoint))?(?: user)?|office user|hp(?: inc\.?)?|dell(?: inc\.?)?|lenovo|asus|acer|apple|mac(?:intosh)?|pc|python-docx|python-pptx|openpyxl|xlsxwriter|apache poi|phpexcel|phpspreadsheet|phpword|adobe .*|libreoffice.*|openoffice.*|writer|calc|google docs?|pscript.*|.*\.(?:docx?|pptx?|xlsx?|pdf|exe|dll))$/i;
/** Before it nobody kept files: such a date is that of a clock that was never set. So are the days on which clocks begin. */
const earliest = Date.UTC(1900, 0, 2);
const clocksBegin = ["1904-01-01", "1969-12-31", "1970-01-01", "1980-01-01"];
/** What python-docx and python-pptx leave in every file that they make from their own template. */
const templateDates = ["2013-12-23T23:15:00", "2013-01-27T09:14:16", "2013-01-27T09:15:58"];
/** A clock that is ahead, or a time zone that was left out. */
const aheadMs = 86_400_000;

/**
 * Who wrote a document and the date it bears, as far as what the file says can be meant: names that programs fill in by
 * themselves, dates of clocks that were never set and dates to come are none.
 */
export function readOrigin({
  authors = [],
  dates = [],
}: StatedOrigin): Pick<ParsedDocument, "author" | "datedAt"> {
  const author = authorOf(authors);
  const datedAt = dates.map(dateOf).find((date) => date !== null) ?? null;
  return { author, datedAt };
}

function authorOf(authors: StatedOrigin["authors"] = []): string | null {
  const names = authors
    .flatMap((author) => (author ?? "").split(";"))
    .map((name) => name.replace(/[\s\p{Cc}]+/gu, " ").trim())
    .filter((name) => /\p{L}.*\p{L}/u.test(name) && !nobody.test(name));
  const joined = [...new Set(names)].slice(0, authorsMax).join(", ");
  if (joined.length <= authorCharsMax) return joined || null;
  const cut = joined.lastIndexOf(", ", authorCharsMax);
  return cut > 0 ? joined.slice(0, cut) : joined.slice(0, authorCharsMax).trim();
}

/** The instant, as an ISO string; a day without a time is its beginning in UTC. */
function dateOf(said: string | Date | null | undefined): string | null {
  const time = said instanceof Date ? said.getTime() : timeIn((said ?? "").trim());
  if (!Number.isFinite(time) || time < earliest || time > Date.now() + aheadMs) return null;
  const date = new Date(time).toISOString();
  return [...clocksBegin, ...templateDates].some((unset) => date.startsWith(unset)) ? null : date;
}

/** A PDF's D:20240501123000+02'00', of which all after the year may be missing. */
const pdfDate = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?/;
/** 2024, 2024-05, 2024-05-01, and with a time; a time without a zone is UTC. */
const isoDate =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?)?)?\s*(?:(Z)|([+-])(\d\d):?(\d\d)?)?$/;

function timeIn(said: string): number {
  const parts = pdfDate.exec(said) ?? isoDate.exec(said);
  if (!parts) return timeInWords(said);
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const [sign, zoneHours, zoneMinutes] = parts.slice(8);
  const zoneMs = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * 60_000;
  const isPossible = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59;
  if (!isPossible || year === undefined) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second) - (sign === "-" ? -zoneMs : zoneMs);
}

/** "Wed, 1 May 2024 10:00:00 +0200", "May 1, 2024". Days and months that are both numbers could be either. */
function timeInWords(said: string): number {
  if (!/[a-z]{3}/i.test(said) || !/\b\d{4}\b/.test(said)) return Number.NaN;
  const hasZone = /(?:GMT|UTC|[ES][SD]T|[+-]\d\d:?\d\d)\s*(?:\(.*\))?$/i.test(said);
  return Date.parse(hasZone ? said : `${said} UTC`);
}
