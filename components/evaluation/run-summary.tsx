import { formatMs, formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Card } from "@/components/ui/card";
import type { QuestionResult } from "./compare-runs";
import { formatScore, formatScoreChange, formatShare } from "./format-scores";
import type { DoneRunView, Metrics } from "./set-view";

const figures: { metric: keyof Metrics; label: string; format: (value: number) => string }[] = [
  { metric: "hitAt1", label: "Found first", format: formatShare },
  { metric: "hitAt5", label: "Found in the first 5", format: formatShare },
  { metric: "recallAt5", label: "Recall@5", format: formatScore },
  { metric: "recallAt10", label: "Recall@10", format: formatScore },
  { metric: "mrrAt10", label: "MRR@10", format: formatScore },
  { metric: "ndcgAt10", label: "nDCG@10", format: formatScore },
];

interface RunSummaryProps {
  run: DoneRunView;
  before: DoneRunView | undefined;
  results: Map<string, QuestionResult>;
}

/** What the last run came to, each figure against the run before, and how many questions got better or worse. */
export function RunSummary({ run, before, results }: RunSummaryProps) {
  const { metrics, unmeasured, tookMs } = run.report;
  const count = (change: QuestionResult["change"]) =>
    [...results.values()].filter((result) => result.change === change).length;
  // Means over other questions say nothing about what changed.
  const isComparable = before?.questions === run.questions && count("new") === 0;
  return (
    <section aria-label="Last run" className="flex flex-col gap-3">
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        {figures.map(({ metric, label, format }) => {
          const change = isComparable
            ? formatScoreChange(metrics[metric], before?.report.metrics[metric])
            : null;
          return (
            <Card key={metric} className="flex flex-col gap-1 px-4 py-3">
              <dt className="text-[13px] text-muted-foreground">{label}</dt>
              <dd className="text-2xl font-semibold tracking-tight tabular-nums">
                {run.questions > 0 ? format(metrics[metric]) : "–"}
              </dd>
              {change ? (
                <dd className="text-xs text-muted-foreground tabular-nums">{change} on the run before</dd>
              ) : null}
            </Card>
          );
        })}
      </dl>
      <p className="text-sm leading-relaxed text-muted-foreground">
        Run <TimeAgo at={run.createdAt} /> over {formatPlural(run.questions, "question")}, took{" "}
        {formatMs(tookMs)}.
        {before ? ` ${count("better")} better, ${count("worse")} worse than before.` : null}
        {before && !isComparable
          ? " The run before asked other questions, so its figures don't compare."
          : null}
        {unmeasured > 0
          ? ` ${formatPlural(unmeasured, "question")} couldn't be measured: no document here answers ${unmeasured === 1 ? "it" : "them"}.`
          : null}
      </p>
    </section>
  );
}
