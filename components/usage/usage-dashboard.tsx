import { ChartColumn } from "lucide-react";
import Link from "next/link";
import { formatDay } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import {
  type QuestionFigures,
  type UsageDimension,
  type UsageReport,
  usageDimensions,
} from "@/lib/usage-schemas";
import { cn } from "@/lib/utils";
import { ChartFills } from "./chart-fills";
import { daysIn, type Period } from "./period";
import { PeriodPicker } from "./period-picker";
import { UsageBreakdown } from "./usage-breakdown";
import { QualityCards, UsageCards } from "./usage-cards";
import { UsageChart } from "./usage-chart";
import { UsageFilterBar } from "./usage-filters";
import { CitedDocuments, UnansweredQuestions } from "./usage-lists";
import { dimensionNames, valueName } from "./usage-names";
import { type UsageView, usageHref } from "./usage-query";

interface UsageDashboardProps {
  usage: UsageReport;
  /** Of each filter's value. */
  filterNames: Partial<Record<UsageDimension, string>>;
  keepsTexts: boolean;
  today: string;
}

/** A period to choose, headline figures, charts, and who and what used it. */
export function UsageDashboard({ usage, filterNames, keepsTexts, today }: UsageDashboardProps) {
  const { from, to, by, filters, questions } = usage;
  const view: UsageView = { from, to, by, filters };
  return (
    <div className="flex flex-col gap-5">
      <ChartFills />
      <PeriodPicker key={`${from} ${to}`} from={from} to={to} today={today} rest={{ by, ...filters }} />
      <p className="text-[13px] text-muted-foreground">{describePeriod({ from, to }, today)}</p>
      <UsageFilterBar view={view} names={filterNames} hasRows={usage.rows.length > 0} />
      <UsageCards
        totals={usage.totals}
        previous={usage.previous}
        questions={questions}
        previousQuestions={usage.previousQuestions}
      />
      {usage.totals.calls === 0 && (questions?.requests ?? 0) === 0 ? (
        <NothingUsed isFiltered={Object.keys(filters).length > 0} view={view} />
      ) : (
        <>
          <CostChart usage={usage} view={view} />
          <UsageBreakdown usage={usage} view={view} stacked={usage.stack.length} />
          {questions ? (
            <>
              <h2 className="mt-2 font-serif text-lg font-semibold">Answers</h2>
              <QualityCards view={view} questions={questions} costMicroUsd={usage.totals.costMicroUsd} />
              <QuestionCharts usage={usage} />
              <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
                <CitedDocuments documents={usage.documents} />
                <UnansweredQuestions
                  view={view}
                  count={questions.abstained}
                  questions={usage.unanswered}
                  keepsTexts={keepsTexts}
                />
              </div>
            </>
          ) : null}
        </>
      )}
    </div>
  );
}

/** Which days these are, and which they are compared with. */
function describePeriod(period: Period, today: string): string {
  const { from, to } = period;
  const days = daysIn(period);
  const last = `${formatDay(to, { year: true })}${to === today ? " up to now" : ""}`;
  return days === 1
    ? `${last}, in UTC, against the whole day before.`
    : `${formatDay(from, { year: true })} to ${last}, in UTC, against the ${days} days before.`;
}

function CostChart({ usage, view }: { usage: UsageReport; view: UsageView }) {
  const { stack, buckets, grain, rowCount } = usage;
  const named = stack.map((each) => ({ key: each.key, name: valueName(usage.by, each) }));
  const hasOthers = rowCount > stack.length;
  const series = hasOthers
    ? [
        ...named,
        {
          key: "others",
          name: rowCount - stack.length === 1 ? "1 other" : `${rowCount - stack.length} others`,
        },
      ]
    : named;
  const points = buckets.map(({ startsAt, costs }) => ({
    startsAt,
    values: hasOthers ? [...costs.slice(0, stack.length), costs.at(-1) ?? 0] : costs.slice(0, stack.length),
  }));
  return (
    <UsageChart
      title="Cost"
      actions={<DimensionPicker view={view} />}
      grain={grain}
      points={points}
      series={series}
      format="cost"
    />
  );
}

/** By what cost is divided; what a filter has fixed needn't be chosen. */
function DimensionPicker({ view }: { view: UsageView }) {
  return (
    <nav aria-label="Divide cost by" className="fades-sideways -mx-1 overflow-x-auto px-1">
      <ul className="flex w-max gap-1 text-[13px]">
        {usageDimensions
          .filter((each) => each === view.by || !(each in view.filters))
          .map((each) => (
            <li key={each}>
              <Link
                href={usageHref({ ...view, by: each })}
                scroll={false}
                aria-current={each === view.by ? "true" : undefined}
                className={cn(
                  "flex h-7 items-center rounded-full px-2.5 text-muted-foreground transition-colors hover:text-foreground",
                  each === view.by && "bg-accent font-medium text-accent-foreground",
                )}
              >
                {dimensionNames[each].one}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function QuestionCharts({ usage }: { usage: UsageReport }) {
  const { buckets, grain } = usage;
  return (
    <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
      <UsageChart
        title="Questions"
        grain={grain}
        series={[
          { key: "answered", name: "Answered" },
          { key: "cached", name: "From the cache" },
          { key: "abstained", name: "Without an answer" },
          { key: "failed", name: "Failed" },
        ]}
        points={buckets.map(({ startsAt, questions: of }) => ({
          startsAt,
          values: of ? partsOf(of) : [0, 0, 0, 0],
        }))}
        format="count"
      />
      <UsageChart
        title="Time to the whole answer"
        grain={grain}
        kind="line"
        series={[
          { key: "p50", name: "Half of the answers within" },
          { key: "p95", name: "95 of 100 within" },
        ]}
        points={buckets.map(({ startsAt, questions: of }) => ({
          startsAt,
          values: [of?.totalMsP50 ?? null, of?.totalMsP95 ?? null],
        }))}
        format="ms"
      />
    </div>
  );
}

/** What was refused or stopped counts as answered here: somebody got what there was to get. */
function partsOf({ requests, cacheHits, abstained, failed }: QuestionFigures): number[] {
  return [Math.max(0, requests - cacheHits - abstained - failed), cacheHits, abstained, failed];
}

function NothingUsed({ isFiltered, view }: { isFiltered: boolean; view: UsageView }) {
  return (
    <EmptyState
      icon={ChartColumn}
      title="No model was used in these days"
      description={
        isFiltered
          ? "Nothing has all of these filters in these days. Drop one of them, or choose other days."
          : "Every question that is answered and every document that is embedded shows up here. Choose other days, or ask something."
      }
    >
      <Button asChild variant="outline">
        {isFiltered ? (
          <Link href={usageHref({ ...view, filters: {} })}>Drop all filters</Link>
        ) : (
          <Link href="/">Ask a question</Link>
        )}
      </Button>
    </EmptyState>
  );
}
