import { formatMs } from "@/components/admin/format-figures";
import { stageNames } from "@/lib/stages";

const stages: Record<string, string> = stageNames; // one that was timed by an earlier version may be gone

/** `0.4 ms`, `12 ms`, `1.2 s` */
const formatShortMs = (ms: number) => (ms < 9.95 ? `${ms.toFixed(1)} ms` : formatMs(ms));

/** How long each stage took, as bars on one scale. */
export function StageBars({ timingsMs }: { timingsMs: Record<string, number> }) {
  const order = Object.keys(stages);
  const place = (stage: string) => (order.includes(stage) ? order.indexOf(stage) : order.length);
  const timed = Object.entries(timingsMs).toSorted(([a], [b]) => place(a) - place(b));
  const longest = Math.max(...timed.map(([, ms]) => ms), 0.1);
  return (
    <dl className="grid gap-1.5 text-[13px]">
      {timed.map(([stage, ms]) => (
        <div key={stage} className="grid grid-cols-[minmax(0,10.5rem)_1fr_4rem] items-center gap-3">
          <dt className="truncate text-muted-foreground">{stages[stage] ?? stage}</dt>
          <dd aria-hidden className="h-2 overflow-hidden rounded-full bg-secondary">
            <span
              className="block h-full min-w-px rounded-full bg-chart-1"
              style={{ width: `${(ms / longest) * 100}%` }}
            />
          </dd>
          <dd className="text-right tabular-nums">{formatShortMs(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}
