import Link from "next/link";
import type { ReactNode } from "react";
import {
  formatChange,
  formatCompact,
  formatCost,
  formatMs,
  formatPlural,
} from "@/components/admin/format-figures";
import { Card } from "@/components/ui/card";
import type { CallFigures, QuestionFigures } from "@/lib/usage-schemas";
import { formatShare } from "./usage-names";
import { recordsHref, type UsageView } from "./usage-query";

interface UsageCardsProps {
  totals: CallFigures;
  previous: CallFigures;
  questions: QuestionFigures | null;
  previousQuestions: QuestionFigures | null;
}

/** The period's headline figures, each against the period before. */
export function UsageCards({ totals, previous, questions, previousQuestions }: UsageCardsProps) {
  const tokens = (of: CallFigures) => of.inputTokens + of.outputTokens;
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure label="Cost" value={formatCost(totals.costMicroUsd)}>
        {changeOf(totals.costMicroUsd, previous.costMicroUsd)}
      </Figure>
      <Figure label="Questions" value={questions ? formatCompact(questions.requests) : "–"}>
        {questions
          ? previousQuestions && changeOf(questions.requests, previousQuestions.requests)
          : "Not told apart by feature or provider"}
      </Figure>
      <Figure label="Model calls" value={formatCompact(totals.calls)}>
        {totals.failedCalls > 0
          ? `${formatCompact(totals.failedCalls)} failed, ${formatShare(totals.failedCalls, totals.calls)}`
          : changeOf(totals.calls, previous.calls)}
      </Figure>
      <Figure label="Tokens" value={formatCompact(tokens(totals))}>
        {totals.cachedInputTokens > 0
          ? `${formatShare(totals.cachedInputTokens, totals.inputTokens)} of those read were cached by the provider`
          : changeOf(tokens(totals), tokens(previous))}
      </Figure>
    </dl>
  );
}

/** How answers came about: what was saved, how long they took, and how good they were. */
export function QualityCards({
  view,
  questions,
  costMicroUsd,
}: {
  view: UsageView;
  questions: QuestionFigures;
  costMicroUsd: number;
}) {
  const records = (only: Record<string, string>, text: string) => (
    <Link href={recordsHref(view, only)} className="text-primary underline underline-offset-2">
      {text}
    </Link>
  );
  const { requests, cacheHits, failedOver, sentencesChecked, sentencesUnsupported } = questions;
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-3">
      <Figure label="Saved by the answer cache" value={formatCost(questions.cacheSavedMicroUsd)}>
        What the same answers cost when they were first written.{" "}
        {cacheHits > 0
          ? records(
              { cache: "any" },
              `${formatPlural(cacheHits, "question")}, ${formatShare(cacheHits, requests)}`,
            )
          : "No question was answered from it."}
      </Figure>
      <Figure label="Saved by routing" value={formatCost(questions.routingSavedMicroUsd)}>
        What the same tokens would have cost more at the strong model’s price.
      </Figure>
      <Figure label="Without an answer" value={formatShare(questions.abstained, requests)}>
        {questions.abstained > 0
          ? records({ outcome: "abstained" }, formatPlural(questions.abstained, "question"))
          : "Every question found something to go by."}
      </Figure>
      <Figure
        label="First word, half within"
        value={formatMs(questions.firstWordMsP50)}
      >{`95 of 100 within ${formatMs(questions.firstWordMsP95)}`}</Figure>
      <Figure
        label="Whole answer, half within"
        value={formatMs(questions.totalMsP50)}
      >{`95 of 100 within ${formatMs(questions.totalMsP95)}`}</Figure>
      <Figure label="Another model stepped in" value={formatShare(failedOver, requests)}>
        {failedOver > 0
          ? records({ sign: "failed-over" }, formatPlural(failedOver, "question"))
          : "No model failed anybody."}
      </Figure>
      <Figure label="Sentences without support" value={formatShare(sentencesUnsupported, sentencesChecked)}>
        {sentencesUnsupported > 0
          ? records(
              { sign: "unsupported" },
              `${formatCompact(sentencesUnsupported)} of ${formatCompact(sentencesChecked)} checked`,
            )
          : `${formatCompact(sentencesChecked)} checked`}
      </Figure>
      <Figure label="Failed" value={formatShare(questions.failed, requests)}>
        {questions.failed > 0
          ? records({ outcome: "failed" }, formatPlural(questions.failed, "question"))
          : "Every question was dealt with."}
      </Figure>
      <Figure label="Cost of a question" value={requests > 0 ? formatCost(costMicroUsd / requests) : "–"}>
        All model calls of the period by its questions.
      </Figure>
    </dl>
  );
}

function changeOf(now: number, before: number): string {
  const times = now / before;
  if (before > 0 && times >= 10) return `${formatCompact(Math.round(times))} times the period before`;
  const change = formatChange(now, before);
  return change ? `${change} against the period before` : "Nothing to compare with";
}

function Figure({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <Card className="flex min-w-0 flex-col gap-1 p-4">
      <dt className="text-[13px] text-muted-foreground">{label}</dt>
      <dd className="text-2xl font-semibold tracking-tight tabular-nums">{value}</dd>
      <dd className="text-xs leading-relaxed text-muted-foreground">{children}</dd>
    </Card>
  );
}
