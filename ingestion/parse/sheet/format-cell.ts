import { format } from "numfmt";

/** The number formats that Excel knows by number, as far as they matter: dates, times and percentages. */
const builtinFormats: Record<number, string> = {
  9: "0%",
  10: "0.00%",
  14: "yyyy-mm-dd",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  22: "yyyy-mm-dd h:mm",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mm:ss.0",
};
/** In Chinese, Japanese, Korean and Thai workbooks these are dates, too. */
const eastAsianDates = (id: number) => (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

/** A workbook's number format: by number, or as the workbook writes it. */
export function formatCodeOf(id: number, own: Map<number, string>): string {
  return own.get(id) ?? builtinFormats[id] ?? (eastAsianDates(id) ? "yyyy-mm-dd" : "");
}

/**
 * A number as people see it where that says more than the number: dates and times as ISO, never as serial numbers,
 * percentages, and amounts with their currency or unit. Without thousands separators, so that a search for the number finds it.
 */
export function formatNumber(value: number, formatCode: string, isFrom1904 = false): string {
  if (!formatCode || /^general$/i.test(formatCode)) return plainNumber(value);
  const section = formatCode.split(";")[0] ?? "";
  const bare = section.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  if (/[ymdhs]/i.test(bare) && !/^general/i.test(bare)) return formatDate(value, bare, isFrom1904);
  const saysMore = /%|\p{Sc}|"[^"]*\p{L}[^"]*"|\[\$[^\]-]/u.test(section);
  if (!saysMore || /@/.test(bare)) return plainNumber(value);
  try {
    const withoutGroups = formatCode.replace(/#,##0/g, "0").replace(/#,#/g, "#");
    return format(withoutGroups, value, { throws: true, nbsp: false }).trim() || plainNumber(value);
  } catch {
    return plainNumber(value);
  }
}

/** Fifteen digits are what Excel keeps; the rest is noise of binary fractions. */
function plainNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(15)));
}

const dayMs = 86_400_000;
/** Excel believes that 1900 was a leap year, so that its day 0 is the 30th of December for all days after that February. */
const epoch1900 = Date.UTC(1899, 11, 30);
const epoch1904 = Date.UTC(1904, 0, 1);
const lastDay = 2_958_465;

function formatDate(value: number, bare: string, isFrom1904: boolean): string {
  const isElapsed = /\[[hms]+\]/i.test(bare);
  if (isElapsed) return elapsed(value);
  if (value < 0 || value > lastDay) return plainNumber(value);
  const hasDate = /[yd]/i.test(bare) || (/m/i.test(bare) && !/[hs]/i.test(bare));
  const seconds = Math.round((value * dayMs) / 1000) * 1000;
  const iso = new Date((isFrom1904 ? epoch1904 : epoch1900) + seconds).toISOString();
  const time = iso.slice(11, 19).replace(/:00$/, "");
  if (!hasDate) return time;
  return /[hs]/i.test(bare) && value % 1 !== 0 ? `${iso.slice(0, 10)} ${time}` : iso.slice(0, 10);
}

function elapsed(days: number): string {
  const seconds = Math.round(Math.abs(days) * 86_400);
  const two = (part: number) => String(part).padStart(2, "0");
  const sign = days < 0 ? "-" : "";
  return `${sign}${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
