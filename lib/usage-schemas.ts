/** What records, alerts and the usage pages speak of. Client-safe. */
export const requestOutcomes = ["complete", "abstained", "refused", "stopped", "failed"] as const;
/** What became of a question; how the cache had a part in it is told beside it. */
export type RequestOutcome = (typeof requestOutcomes)[number];

export const alertKinds = ["budget", "anomaly", "request"] as const;
/** A budget that nears its cap, an hour far above its mean, a request above what one may cost. */
export type AlertKind = (typeof alertKinds)[number];
