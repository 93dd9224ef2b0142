import type { TtftPair } from "./measure-ttft.ts";

export const ttftHeadings = [
  "readers  provider waits  first word p50/p95 ms  bare p50/p95 ms  added p50/p95 ms  answers/s  failed",
  "",
].join("\n");

/** One line of the table. */
export function describeTtft({ pace, lectern, bare }: TtftPair): string {
  const ms = (value: number) => value.toFixed(1);
  const both = ({ p50, p95 }: { p50: number; p95: number }) => `${ms(p50)}/${ms(p95)}`;
  const added = {
    p50: lectern.firstWordMs.p50 - bare.firstWordMs.p50,
    p95: lectern.firstWordMs.p95 - bare.firstWordMs.p95,
  };
  return [
    String(lectern.readers).padStart(7),
    `${pace.latencyMs} + ${pace.msPerToken}/word`.padStart(14),
    both(lectern.firstWordMs).padStart(21),
    both(bare.firstWordMs).padStart(15),
    both(added).padStart(16),
    lectern.requestsPerSecond.toFixed(1).padStart(9),
    String(lectern.failed).padStart(6),
  ]
    .join("  ")
    .concat("\n");
}
