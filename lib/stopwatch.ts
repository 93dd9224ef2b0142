import type { Stage } from "./stages.ts";
import { inSpan } from "./telemetry.ts";

export interface Stopwatch {
  timed<T>(stage: Stage, work: () => Promise<T>): Promise<T>;
  timingsMs: Record<string, number>;
}

/** Times named stages. `timed` hands the stage's result through; times are milliseconds, to the hundredth. Each is a span, too. */
export function startStopwatch(): Stopwatch {
  const timingsMs: Record<string, number> = {};
  async function timed<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await inSpan(stage, work);
    } finally {
      timingsMs[stage] = Math.round((performance.now() - startedAt) * 100) / 100;
    }
  }
  return { timed, timingsMs };
}
