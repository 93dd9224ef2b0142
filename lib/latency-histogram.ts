/**
 * How long things took, as counts in fixed buckets: histograms add up, so the percentiles of any period, model or person come from
 * those of its parts. Each bucket ends 2^(1/3) above the one before, so a percentile is off by less than 26 %. Client-safe.
 */
export const latencyBuckets = 48;

/** The first bucket ends here; the last but one at 8 min 40 s, and the last holds whatever is longer, too. */
const firstEndMs = 10;
const perDoubling = 3;

/** Where the bucket ends, counted from 0. */
export function latencyBucketEndMs(bucket: number): number {
  return firstEndMs * 2 ** (bucket / perDoubling);
}

/** The bucket of a duration as SQL, from 1 as Postgres counts arrays; null stays null. `column` is SQL, never input. */
export function latencyBucketSql(column: string): string {
  const doublings = `ln(greatest(${column}, 1) / ${firstEndMs}::float8) / ln(2::float8)`;
  const bucket = `least(${latencyBuckets}, greatest(1, 1 + ceil(${perDoubling} * ${doublings})))::int`;
  return `CASE WHEN ${column} IS NOT NULL THEN ${bucket} END`;
}

/** The duration that `share` of all stay within, null where there are none. Within a bucket it goes by the logarithm. */
export function percentileMs(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * total;
  let before = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && before + count >= rank) {
      const within = (rank - before) / count;
      return Math.round(latencyBucketEndMs(bucket - 1 + within));
    }
    before += count;
  }
  return Math.round(latencyBucketEndMs(latencyBuckets - 1));
}
