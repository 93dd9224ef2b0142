import type { SearchFilters } from "../search.ts";

/** The first three letters of each month, English and German. */
const monthStarts = [
  "jan",
  "feb",
  "mar mär",
  "apr",
  "may mai",
  "jun",
  "jul",
  "aug",
  "sep",
  "oct okt",
  "nov",
  "dec dez",
];
const month =
  "(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?)\\.?";
const year = "(?:19|20)\\d\\d";
const day = "\\d{1,2}(?:st|nd|rd|th|\\.)?";
/** A day, a month, a quarter or a year, as people write it. */
const date = `(?:${year}-\\d\\d(?:-\\d\\d)?|${day} ${month},? ${year}|${month} ${day},? ${year}|${month},? ${year}|q[1-4] ${year}|${year})`;
const relative =
  "(?:today|yesterday|this (?:week|month|year)|(?:the )?(?:last|past|previous) (?:week|month|year|(?:\\d{1,3}|two|three|four|five|six) (?:days|weeks|months|years)))";

/** What bears a date: only beside one of these does a date say which documents are meant. */
const dated =
  "(?:documents?|docs?|files?|reports?|papers?|articles?|e-?mails?|mails?|messages?|memos?|minutes|notes?|letters?|contracts?|invoices?|slides|presentations?|spreadsheets?|sheets?|pdfs?|pages?|policies|policy|publications?|filings?|transcripts?|newsletters?|uploads?|dokumente?n?|dateie?n?|berichte?n?|protokolle?|verträgen?|rechnungen|briefen?)";
/** What was done to a document on the date: with it "in" and "on" are about the document, too, not about what it reports. */
const done =
  "(?:\\s+(?:that (?:are|were)|which (?:are|were)|die))?\\s+(?<done>dated|written|published|created|uploaded|sent|issued|signed|released)";
const when =
  "(?<word>since|after|before|until|till|up to|from|in|on|during|between|seit|nach|vor|bis|vom|von|aus(?: dem jahr)?|zwischen)";
const range = new RegExp(
  `\\b${dated}(?:${done})?\\s+(?:${when}\\s+)?(?:(?<from>${date})(?:\\s+(?:and|to|until|till|through|und|bis)\\s+(?<to>${date}))?|(?<relative>${relative}))(?![\\w-])`,
  "iu",
);
const tellsLittle = /^(?:in|on|during)?$/i;

export type DateFilters = Pick<SearchFilters, "datedFrom" | "datedTo">;

/**
 * The days between which a question wants its documents to be dated ("reports since May 2024", "emails from last week"). Null where a
 * date isn't said of documents: "What happened in 2023?" asks for what happened, whatever was written when.
 */
export function findDateRange(question: string, now: Date): DateFilters | null {
  const found = range.exec(question)?.groups;
  if (!found || (!found.done && tellsLittle.test(found.word ?? ""))) return null;
  if (found.relative) {
    const { from, to } = relativeRange(found.relative.toLowerCase(), now);
    return { datedFrom: from, datedTo: to };
  }
  const first = readDate(found.from ?? "");
  const last = found.to ? readDate(found.to) : first;
  if (!first || !last || first.from > last.to) return null;
  switch (found.to ? "between" : found.word?.toLowerCase()) {
    case "since":
    case "seit":
      return { datedFrom: first.from };
    case "after":
    case "nach":
      return { datedFrom: shift(first.to, 1) };
    case "before":
    case "vor":
      return { datedTo: shift(first.from, -1) };
    case "until":
    case "till":
    case "up to":
    case "bis":
      return { datedTo: first.to };
    default:
      return { datedFrom: first.from, datedTo: last.to };
  }
}

interface Days {
  from: string;
  to: string;
}

/** The first and the last day of what is written; null for a day that isn't in the calendar. */
function readDate(text: string): Days | null {
  const lower = text.toLowerCase();
  const y = Number(new RegExp(year).exec(lower)?.[0]);
  const iso = /^\d{4}-(\d\d)(?:-(\d\d))?$/.exec(lower);
  if (iso) return daysOf(y, Number(iso[1]), iso[2] ? Number(iso[2]) : null);
  const quarter = /^q([1-4])/.exec(lower)?.[1];
  if (quarter)
    return { from: iso8601(y, Number(quarter) * 3 - 2, 1), to: iso8601(y, Number(quarter) * 3 + 1, 0) };
  const named = /[a-zä]{3}/.exec(lower.replace(/(?<=\d)(?:st|nd|rd|th)/, ""))?.[0];
  if (!named) return { from: iso8601(y, 1, 1), to: iso8601(y, 12, 31) };
  const m = monthStarts.findIndex((starts) => starts.includes(named)) + 1;
  const d = /(?<!\d)\d{1,2}(?!\d)/.exec(lower)?.[0];
  return daysOf(y, m, d ? Number(d) : null);
}

function daysOf(y: number, m: number, d: number | null): Days | null {
  if (m < 1 || m > 12) return null;
  if (d === null) return { from: iso8601(y, m, 1), to: iso8601(y, m + 1, 0) };
  const written = iso8601(y, m, d);
  return Number(written.slice(5, 7)) === m && d > 0 ? { from: written, to: written } : null;
}

function relativeRange(text: string, now: Date): Days {
  const [y, m, d] = [now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate()];
  const today = iso8601(y, m, d);
  if (text === "today") return { from: today, to: today };
  if (text === "yesterday") return { from: shift(today, -1), to: shift(today, -1) };
  const count = /\d+|two|three|four|five|six/.exec(text)?.[0];
  const monday = shift(today, -((now.getUTCDay() + 6) % 7));
  if (count) {
    const n = Number(count) || ["two", "three", "four", "five", "six"].indexOf(count) + 2;
    if (/days/.test(text)) return { from: shift(today, -n), to: today };
    if (/weeks/.test(text)) return { from: shift(today, -7 * n), to: today };
    return { from: /months/.test(text) ? iso8601(y, m - n, d) : iso8601(y - n, m, d), to: today };
  }
  if (text.startsWith("this"))
    return {
      from: /week/.test(text) ? monday : /month/.test(text) ? iso8601(y, m, 1) : iso8601(y, 1, 1),
      to: today,
    };
  if (/week/.test(text)) return { from: shift(monday, -7), to: shift(monday, -1) };
  if (/month/.test(text)) return { from: iso8601(y, m - 1, 1), to: iso8601(y, m, 0) };
  return { from: iso8601(y - 1, 1, 1), to: iso8601(y - 1, 12, 31) };
}

/** Months and days beyond the calendar carry over: month 13 is January, day 0 the last of the month before. */
function iso8601(y: number, m: number, d: number): string {
  return new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10);
}

function shift(isoDay: string, days: number): string {
  return new Date(Date.parse(isoDay) + days * 86_400_000).toISOString().slice(0, 10);
}
