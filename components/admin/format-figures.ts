/** Fixed to English, the language of the interface, so that the server and every browser write the same text. */
const locale = "en-US";

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });

/** `12,345` */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** `12.3K` from ten thousand on, in full below. */
export function formatCompact(value: number): string {
  return Math.abs(value) < 10_000 ? whole.format(value) : compact.format(value);
}

/** `1 document`, `2 documents`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `0 B`, `812 B`, `1.4 KB`, `23 MB`: powers of 1,024, in which limits on file sizes are set. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

const dollars = new Intl.NumberFormat(locale, { style: "currency", currency: "USD" });
const smallDollars = new Intl.NumberFormat(locale, {
  style: "currency",
  currency: "USD",
  maximumSignificantDigits: 2,
});

/** `$0`, `$0.0042`, `$0.42`, `$1,234.50`, from millionths of a US dollar: two digits at least, however small. */
export function formatCost(microUsd: number): string {
  if (microUsd === 0) return "$0";
  const usd = microUsd / 1_000_000;
  return Math.abs(usd) < 0.1 ? smallDollars.format(usd) : dollars.format(usd);
}

/** `85 ms`, `1.2 s`, `45 s`, `3 min 20 s`; an en dash for no value. */
export function formatMs(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** `3 Mar` or, with the year, `3 Mar 2026`, for a day `YYYY-MM-DD`. */
export function formatDay(day: string, { year = false } = {}): string {
  const parts = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  const format = new Intl.DateTimeFormat("en-GB", year ? { ...parts, year: "numeric" } : parts);
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** `March 2026`, for a month `YYYY-MM`. */
export function formatMonth(month: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}

/** The date and minute in the reader's own time zone: `3 Mar 2026, 14:05`. For text made in the browser only. */
export function formatMoment(iso: string): string {
  const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
  return moment.format(new Date(iso));
}

/** `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then the date. */
export function formatAgo(iso: string, nowMs: number): string {
  const seconds = (nowMs - Date.parse(iso)) / 1000;
  if (seconds < 45) return "just now";
  if (seconds < 45 * 60) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 22 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  if (seconds < 7 * 86_400) return `${formatPlural(Math.max(1, Math.round(seconds / 86_400)), "day")} ago`;
  return formatDay(iso.slice(0, 10), { year: true });
}

/** How much a figure changed against an earlier one: `+12 %`, `−40 %`, `±0 %`; null where there was nothing before. */
export function formatChange(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null;
  const percent = Math.round((now / before - 1) * 100);
  if (percent === 0) return "±0 %";
  return `${percent > 0 ? "+" : "−"}${formatCount(Math.abs(percent))} %`;
}
