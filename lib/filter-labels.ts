/** What people read on a filter. Client-safe. */
import type { DocumentKind, SearchFilters } from "./search.ts";

export const kindNames: Record<DocumentKind, string> = {
  pdf: "PDF",
  "text-document": "Text documents",
  slides: "Slides",
  sheet: "Sheets",
  "web-page": "Web pages",
  "plain-text": "Plain text",
  data: "Data",
  code: "Code",
  mail: "Mail",
  image: "Images",
  archive: "Archives",
};

const languageNames = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
const dayFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** A language in English words by its ISO 639-3 code; the code itself where it has no name here. */
export function labelLanguage(code: string): string {
  return languageNames.of(code) ?? code;
}

/** "since 1 May 2024", "until 31 May 2024", "May 2024", "2024", "1 May 2024 – 3 June 2024". */
export function labelDates({ datedFrom, datedTo }: Pick<SearchFilters, "datedFrom" | "datedTo">): string {
  const day = (iso: string) => dayFormat.format(new Date(iso));
  if (!datedFrom) return datedTo ? `until ${day(datedTo)}` : "";
  if (!datedTo) return `since ${day(datedFrom)}`;
  if (datedFrom === datedTo) return day(datedFrom);
  const [year, month] = [datedFrom.slice(0, 4), datedFrom.slice(0, 7)];
  if (datedFrom === `${year}-01-01` && datedTo === `${year}-12-31`) return year;
  if (datedFrom === `${month}-01` && datedTo === lastDayOf(month))
    return monthFormat.format(new Date(datedFrom));
  return `${day(datedFrom)} – ${day(datedTo)}`;
}

function lastDayOf(month: string): string {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 0, 0)).toISOString().slice(0, 10);
}
