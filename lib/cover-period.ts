/** Which sums make up a period exactly: the longest that are over, and the ledger itself where nothing is summed up yet. */
import { type RollupSpan, rollupSpans } from "./usage-schemas.ts";

export interface Piece {
  /** The rollups to read, or the ledger. */
  from: RollupSpan | "ledger";
  startsAt: Date;
  /** Not counted. */
  endsAt: Date;
}

export interface Cover {
  startsAt: Date;
  /** Not counted. */
  endsAt: Date;
  /** No longer sums than this: by what the period is shown. */
  grain: RollupSpan;
  /** The start of an hour; null: nothing is summed up. */
  rolledUntil: Date | null;
  /** Sums by hour older than this are gone. */
  hoursFrom: Date;
}

/** The start of the hour, day or month (UTC) that the moment lies in. */
export function startOfSpan(moment: Date, span: RollupSpan): Date {
  const [year, month, day] = [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()];
  if (span === "month") return new Date(Date.UTC(year, month));
  return new Date(Date.UTC(year, month, day, span === "hour" ? moment.getUTCHours() : 0));
}

/** The start of the next one. */
export function endOfSpan(moment: Date, span: RollupSpan): Date {
  const start = startOfSpan(moment, span);
  if (span === "month") start.setUTCMonth(start.getUTCMonth() + 1);
  else start.setTime(start.getTime() + (span === "hour" ? 3_600_000 : 86_400_000));
  return start;
}

/**
 * Pieces that follow each other from the period's start to its end without a gap and without overlapping. A year by month up to today
 * is some twelve months, a few days at its edges, today's hours, and the hour that runs.
 */
export function coverPeriod({ startsAt, endsAt, grain, rolledUntil, hoursFrom }: Cover): Piece[] {
  const spans = rollupSpans.slice(0, rollupSpans.indexOf(grain) + 1).toReversed();
  const over = Math.min(endsAt.getTime(), rolledUntil?.getTime() ?? 0);
  const fits = (at: Date, span: RollupSpan) =>
    startOfSpan(at, span).getTime() === at.getTime() &&
    endOfSpan(at, span).getTime() <= over &&
    (span !== "hour" || at >= hoursFrom);

  const pieces: Piece[] = [];
  for (let at = startsAt; at < endsAt; ) {
    const span = spans.find((each) => fits(at, each));
    const next = span ? endOfSpan(at, span) : at.getTime() >= over ? endsAt : endOfSpan(at, "hour");
    const from = span ?? "ledger";
    const end = next < endsAt ? next : endsAt;
    const last = pieces.at(-1);
    if (last?.from === from) last.endsAt = end;
    else pieces.push({ from, startsAt: at, endsAt: end });
    at = end;
  }
  return pieces;
}
