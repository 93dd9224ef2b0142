"use client";

import { Ban, History } from "lucide-react";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { formatCount, formatMs } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import {
  Sheet,
  SheetBody,
  SheetContent,
  SheetDescription,
  SheetHeader,
  SheetTitle,
} from "@/components/ui/sheet";
import { RunCounts } from "./run-counts";
import { RunStatusBadge } from "./run-status";
import { addressOf, isOpenRun, type RunView, type SourceView } from "./source-view";
import { useRuns } from "./use-sources";

interface RunsSheetProps {
  /** Null closes the sheet. */
  source: SourceView | null;
  onClose: () => void;
  onChanged: () => Promise<void>;
}

/** A source's runs: what each brought, and what it couldn't read and why. */
export function RunsSheet({ source, onClose, onChanged }: RunsSheetProps) {
  return (
    <Sheet open={source !== null} onOpenChange={(open) => open || onClose()}>
      <SheetContent>
        {source ? (
          <>
            <SheetHeader>
              <SheetTitle className="break-words">{source.name}</SheetTitle>
              <SheetDescription className="break-all">{addressOf(source.config)}</SheetDescription>
            </SheetHeader>
            <SheetBody>
              <Runs source={source} onChanged={onChanged} />
            </SheetBody>
          </>
        ) : null}
      </SheetContent>
    </Sheet>
  );
}

function Runs({ source, onChanged }: { source: SourceView; onChanged: () => Promise<void> }) {
  const { data, error, mutate } = useRuns(source.id);
  if (error) return <Alert variant="destructive">{messageOf(error)}</Alert>;
  if (!data) return <ListSkeleton label="Loading runs" />;
  if (data.runs.length === 0)
    return (
      <EmptyState icon={History} title="Not read yet" description="Each run is listed here when it begins." />
    );
  const reload = async () => {
    await mutate();
    await onChanged();
  };
  return (
    <ol aria-label="Runs" className="grid gap-3">
      {data.runs.map((run) => (
        <li key={run.id} className="grid gap-2 rounded-lg border bg-card px-3.5 py-3 text-sm">
          <RunSummary run={run} sourceId={source.id} onChanged={reload} />
          <RunProblems run={run} />
        </li>
      ))}
    </ol>
  );
}

function RunSummary({
  run,
  sourceId,
  onChanged,
}: {
  run: RunView;
  sourceId: string;
  onChanged: () => Promise<void>;
}) {
  const { isBusy, failure, submit } = useSubmit();
  const cancel = () =>
    submit(async () => {
      await apiRequest(`/api/v1/sources/${sourceId}/runs/${run.id}/cancel`, { method: "POST" });
      await onChanged();
    });
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <RunStatusBadge run={run} hasProblems={run.problems.length > 0} />
        <span className="text-[13px] text-muted-foreground">
          <TimeAgo at={run.startedAt ?? run.createdAt} />
          {run.trigger === "manual" ? ", by hand" : ""}
          {run.startedAt && run.finishedAt
            ? `, took ${formatMs(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}`
            : ""}
        </span>
        {isOpenRun(run) ? (
          <Button variant="outline" size="sm" className="ml-auto" isLoading={isBusy} onClick={cancel}>
            <Ban />
            Cancel
          </Button>
        ) : null}
      </div>
      {run.startedAt ? (
        <p>
          <RunCounts run={run} />
          <span className="text-muted-foreground tabular-nums">
            {" "}
            · {formatCount(run.unchanged)} unchanged
          </span>
        </p>
      ) : null}
      {run.error ? <p className="break-words text-destructive">{run.error.message}</p> : null}
      {failure ? <p className="text-destructive">{failure}</p> : null}
    </>
  );
}

function RunProblems({ run: { problems, skipped } }: { run: RunView }) {
  if (problems.length === 0) return null;
  const listed = problems.filter(({ code }) => code !== "cut_short").length;
  return (
    <details className="group" open={problems.length <= 5}>
      <summary className="cursor-pointer rounded-sm text-[13px] font-medium text-warning">
        What was left out
      </summary>
      <ul className="mt-2 grid gap-2 border-l-2 border-warning/40 pl-3 text-[13px]">
        {problems.map(({ key, code, message }) => (
          <li key={`${key} ${code} ${message}`}>
            <p className="font-mono text-xs break-all">{key}</p>
            <p className="mt-0.5 break-words text-muted-foreground">{message}</p>
          </li>
        ))}
        {skipped > listed ? (
          <li className="text-muted-foreground">and {formatCount(skipped - listed)} more</li>
        ) : null}
      </ul>
    </details>
  );
}
