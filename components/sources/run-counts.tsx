import { formatCount } from "@/components/admin/format-figures";
import type { RunView } from "./source-view";

/** `+12 ~3 −1`, with the words behind the signs for who can't see them. Skipped ones only where there are any. */
export function RunCounts({ run }: { run: Pick<RunView, "added" | "changed" | "removed" | "skipped"> }) {
  const counts = [
    { sign: "+", word: "added", value: run.added, tone: "text-success" },
    { sign: "~", word: "changed", value: run.changed, tone: "text-foreground" },
    { sign: "−", word: "removed", value: run.removed, tone: "text-destructive" },
  ];
  return (
    <span className="inline-flex flex-wrap gap-x-2 tabular-nums">
      {counts.map(({ sign, word, value, tone }) => (
        <span key={word} title={word} className={value > 0 ? tone : "text-muted-foreground"}>
          <span aria-hidden>{sign}</span>
          {formatCount(value)}
          <span className="sr-only"> {word}, </span>
        </span>
      ))}
      {run.skipped > 0 ? <span className="text-warning">{formatCount(run.skipped)} skipped</span> : null}
    </span>
  );
}
