export interface SizeBucket {
  /** Tokens, from above `from` up to `to`. */
  from: number;
  to: number;
  count: number;
}

/** How many of the sizes fall into each of as many equal steps up to `tokensMax`; what is longer counts for the last. */
export function countSizes(sizes: number[], tokensMax: number, steps = 16): SizeBucket[] {
  const buckets = Array.from({ length: steps }, (_, i) => ({
    from: Math.round((i * tokensMax) / steps),
    to: Math.round(((i + 1) * tokensMax) / steps),
    count: 0,
  }));
  for (const size of sizes) {
    const bucket = buckets.find(({ to }) => size <= to) ?? buckets.at(-1);
    if (bucket) bucket.count += 1;
  }
  return buckets;
}
