/** First and last day, both counted, as `YYYY-MM-DD` in UTC. */
export interface Period {
  from: string;
  to: string;
}

/** Longer would be slow to add up and unreadable in a chart by day. */
export const periodDaysMax = 366;

/** Usage before or after is none, and Postgres knows no year 0 and reads none of five digits. */
const [firstDay, lastDay] = ["2000-01-01", "2099-12-31"];

export const presetDays = [1, 7, 30, 90, 365] as const;

const dayMs = 86_400_000;

/** The day in UTC at this moment. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The last `days` days up to and with `today`. */
export function lastDays(days: number, today: string): Period {
  return { from: dayOf(Date.parse(today) - (days - 1) * dayMs), to: today };
}

export function daysIn({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
}

/** What is wrong with a period, in words for the reader; null when nothing is. */
export function problemOf({ from, to }: Period): string | null {
  if (!isDay(from) || !isDay(to)) return "Give both days as year-month-day.";
  if (from < firstDay || to > lastDay) return "Choose days from 2000 to 2099.";
  if (from > to) return "The first day comes after the last.";
  if (daysIn({ from, to }) > periodDaysMax) return "Choose a year at most.";
  return null;
}

/** The period that a page's address asks for (`days=7`, or `from` and `to`), else the last 30 days. */
export function readPeriod(query: Record<string, string | string[] | undefined>, today: string): Period {
  const text = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  const asked = { from: text("from"), to: text("to") };
  if (problemOf(asked) === null) return asked;
  const preset = presetDays.find((days) => String(days) === text("days"));
  return lastDays(preset ?? 30, today);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && dayOf(ms) === text;
}

/** Every day of a period, in order. */
export function daysOf({ from, to }: Period): string[] {
  return Array.from({ length: daysIn({ from, to }) }, (_, i) => dayOf(Date.parse(from) + i * dayMs));
}
