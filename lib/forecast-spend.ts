/** What a period will have cost when it ends, if it goes on as the last four weeks went. Client-safe. */

/** Whole weeks, so that each weekday counts as often as the others. */
export const forecastDays = 28;
const dayMs = 86_400_000;

export interface DaySpend {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  costMicroUsd: number;
}

/**
 * Spend so far, and for each day that is left what its weekday came to on average within the 28 days before today; for today, what is
 * left of that after what it has cost already. Weekdays on which there was nothing to see yet count as the mean of the days that there
 * were. Null with less than three days before today to go by. `days` may leave out days without spend.
 */
export function forecastSpend(
  days: DaySpend[],
  { startsOn, endsOn, today }: { startsOn: string; endsOn: string; today: string },
): number | null {
  const costOf = new Map(days.map(({ day, costMicroUsd }) => [day, costMicroUsd]));
  const known = days.map(({ day }) => day).filter((day) => day < today);
  const first = known.toSorted()[0];
  if (first === undefined) return null;
  const seenFrom = Math.max(Date.parse(first), Date.parse(today) - forecastDays * dayMs);
  const seen = daysBetween(seenFrom, Date.parse(today) - dayMs);
  if (seen.length < 3) return null;

  const meanOf = (some: string[]) => some.reduce((sum, day) => sum + (costOf.get(day) ?? 0), 0) / some.length;
  const overall = meanOf(seen);
  const expected = (day: string) => {
    const alike = seen.filter((other) => weekdayOf(other) === weekdayOf(day));
    return alike.length > 0 ? meanOf(alike) : overall;
  };
  const soFar = daysBetween(Date.parse(startsOn), Date.parse(today)).reduce(
    (sum, day) => sum + (costOf.get(day) ?? 0),
    0,
  );
  const restOfToday = Math.max(0, expected(today) - (costOf.get(today) ?? 0));
  const toCome = daysBetween(Date.parse(today) + dayMs, Date.parse(endsOn)).reduce(
    (sum, day) => sum + expected(day),
    0,
  );
  return Math.round(soFar + restOfToday + toCome);
}

/** Both counted; none where the last lies before the first. */
function daysBetween(firstMs: number, lastMs: number): string[] {
  const count = Math.max(0, Math.round((lastMs - firstMs) / dayMs) + 1);
  return Array.from({ length: count }, (_, i) => new Date(firstMs + i * dayMs).toISOString().slice(0, 10));
}

const weekdayOf = (day: string) => new Date(day).getUTCDay();
