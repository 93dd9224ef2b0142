import Link from "next/link";
import type { ReactNode } from "react";
import { formatCost, formatCount, formatMs, formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { StageBars } from "@/components/retrieval/stage-bars";
import { XRayButton } from "@/components/retrieval/x-ray-button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import type { RecordDetails as Details } from "@/lib/record-schemas";
import { CallTable } from "./call-table";
import { RecordBadges } from "./record-table";
import { RecordText } from "./record-text";
import { describeSupport, sourceNames } from "./record-words";

/** One question: what became of it, what it took, and what was said of its answer. */
export function RecordDetails({ record }: { record: Details }) {
  const { at, userId, person, source, answerId, hasTrace } = record;
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <RecordBadges record={record} />
        <span className="text-sm text-muted-foreground">
          <bdi>{person ?? (userId ? "Somebody who has left" : "Nobody")}</bdi> · {sourceNames[source]} ·{" "}
          <TimeAgo at={at} />
        </span>
        {hasTrace && answerId ? (
          <span className="ml-auto">
            <XRayButton messageId={answerId} />
          </span>
        ) : null}
      </div>
      <Figures record={record} />
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <Stages record={record} />
        <Facts record={record} />
      </div>
      <CallTable calls={record.calls} />
      <Said record={record} />
      <RecordText text={record.text} />
    </div>
  );
}

function Figures({ record }: { record: Details }) {
  const { cachedInputTokens, inputTokens, outputTokens, cacheSavedMicroUsd, routingSavedMicroUsd } = record;
  const repeats = [
    record.retries > 0 ? formatPlural(record.retries, "retry", "retries") : null,
    record.failovers > 0 ? formatPlural(record.failovers, "failover") : null,
  ].filter((words) => words !== null);
  const byRouting = routingSavedMicroUsd > 0 ? "by routing, against the strong model" : null;
  const savedBy = cacheSavedMicroUsd > 0 ? "by the cache" : byRouting;
  const figures: [string, string, string | null][] = [
    ["First word", formatMs(record.firstWordMs), `whole ${formatMs(record.totalMs)}`],
    ["Cost", formatCost(record.costMicroUsd), repeats.join(", ") || null],
    [
      "Tokens",
      `${formatCount(inputTokens)} in`,
      `${formatCount(outputTokens)} out${cachedInputTokens > 0 ? `, ${formatCount(cachedInputTokens)} cached` : ""}`,
    ],
    ["Saved", formatCost(Math.max(0, cacheSavedMicroUsd + routingSavedMicroUsd)), savedBy],
  ];
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {figures.map(([label, value, note]) => (
        <Card key={label} className="px-4 py-3">
          <dt className="text-[13px] text-muted-foreground">{label}</dt>
          <dd className="text-lg font-semibold tabular-nums">{value}</dd>
          {note ? <dd className="text-[13px] text-muted-foreground">{note}</dd> : null}
        </Card>
      ))}
    </dl>
  );
}

function Stages({ record: { stagesMs, cache } }: { record: Details }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Stages</CardTitle>
        <CardDescription>
          {cache ? "The cache had the answer, so nothing was searched for." : "Searches run side by side."}
        </CardDescription>
      </CardHeader>
      <CardContent>
        <StageBars timingsMs={stagesMs} />
      </CardContent>
    </Card>
  );
}

function Facts({ record }: { record: Details }) {
  const { collections, documents, documentCount, collectionCount, difficulty } = record;
  const gone = (known: number, all: number) =>
    known < all
      ? ` and ${all - known} that ${all - known === 1 ? "is" : "are"} gone or not yours to read`
      : "";
  const facts: [string, ReactNode][] = [
    ["Model", record.modelId ?? "None"],
    ["Difficulty", difficulty === null ? "Not routed by it" : difficulty.toFixed(2)],
    ["Compared as", record.arm],
    ["Sentences", <Support key="support" record={record} />],
    ["Collections", `${collections.join(", ")}${gone(collections.length, collectionCount)}`],
    [
      "Cites",
      `${documents.map(({ title }) => title).join(", ")}${gone(documents.length, documentCount)}` ||
        "Nothing",
    ],
    ["Prompt", record.promptVersion],
    ["Request", record.requestId],
    ["Trace", record.traceId],
  ];
  return (
    <Card>
      <CardHeader>
        <CardTitle>How it came about</CardTitle>
      </CardHeader>
      <CardContent>
        <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-[13px]">
          {facts
            .filter(([, value]) => value !== null)
            .map(([label, value]) => (
              <div key={label} className="contents">
                <dt className="text-muted-foreground">{label}</dt>
                <dd className="[overflow-wrap:anywhere]">{value}</dd>
              </div>
            ))}
        </dl>
      </CardContent>
    </Card>
  );
}

function Support({ record }: { record: Details }) {
  const { sentencesChecked: checked, sentencesUnsupported: unsupported } = record;
  if (checked === 0) return "None checked";
  return (
    <span className="flex items-center gap-3">
      <span aria-hidden className="flex h-2 w-24 overflow-hidden rounded-full bg-destructive-soft">
        <span className="bg-success" style={{ width: `${(100 * (checked - unsupported)) / checked}%` }} />
      </span>
      {describeSupport(record)}
    </span>
  );
}

const reasonNames = {
  incorrect: "It's incorrect",
  wrong_source: "It cites the wrong source",
  not_helpful: "It doesn't help",
  offensive: "It's offensive",
  other: "Something else",
};

function Said({ record: { feedback, answerId } }: { record: Details }) {
  if (!feedback) return null;
  const { rating, reason, comment, at } = feedback;
  return (
    <Card>
      <CardHeader>
        <CardTitle>Rated {rating === "up" ? "good" : "bad"}</CardTitle>
        <CardDescription>
          <TimeAgo at={at} />
        </CardDescription>
      </CardHeader>
      <CardContent className="grid grid-cols-1 gap-2 text-sm">
        {reason ? <p>{reasonNames[reason]}.</p> : null}
        {comment ? (
          <blockquote dir="auto" className="border-l-2 pl-3 [overflow-wrap:anywhere] text-muted-foreground">
            {comment}
          </blockquote>
        ) : null}
        <p>
          <Link className="underline underline-offset-4" href={`/admin/evaluation/rated?answer=${answerId}`}>
            Read the question and the answer
          </Link>
        </p>
      </CardContent>
    </Card>
  );
}
