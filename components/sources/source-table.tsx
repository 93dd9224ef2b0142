"use client";

import { History, Pause, Pencil, Play, RefreshCw, Trash2 } from "lucide-react";
import { formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Badge } from "@/components/ui/badge";
import { DropdownMenuItem, DropdownMenuSeparator } from "@/components/ui/dropdown-menu";
import { RowMenu } from "@/components/ui/row-menu";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { NextRun } from "./next-run";
import { RunCounts } from "./run-counts";
import { RunStatusBadge } from "./run-status";
import { describeSchedule } from "./schedule-words";
import { addressOf, isOpenRun, kindNames, type SourceView } from "./source-view";

export type SourceAction = "sync" | "runs" | "pause" | "resume" | "change" | "delete";

interface SourceTableProps {
  sources: SourceView[];
  onChoose: (action: SourceAction, source: SourceView) => void;
}

/** Sources with where they are, when they are read, and what the last run brought. */
export function SourceTable({ sources, onChoose }: SourceTableProps) {
  return (
    <Table label="Sources">
      <TableHeader>
        <tr>
          <TableHead>Source</TableHead>
          <TableHead className="min-w-56 max-md:hidden">Last run</TableHead>
          <TableHead className="max-lg:hidden">Next run</TableHead>
          <TableHead className="w-px">
            <span className="sr-only">Actions</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {sources.map((source) => (
          <SourceLine key={source.id} source={source} onChoose={(action) => onChoose(action, source)} />
        ))}
      </TableBody>
    </Table>
  );
}

function SourceLine({ source, onChoose }: { source: SourceView; onChoose: (action: SourceAction) => void }) {
  const { name, config, documentCount } = source;
  return (
    <TableRow>
      <th scope="row" className="w-full max-w-0 px-3 py-3 text-left align-top font-normal">
        <button
          type="button"
          className="line-clamp-2 max-w-full rounded-sm text-left font-medium break-words hover:underline"
          title={name}
          onClick={() => onChoose("runs")}
        >
          {name}
        </button>
        <p className="mt-0.5 truncate text-[13px] text-muted-foreground" title={addressOf(config)}>
          {addressOf(config)}
        </p>
        <p className="mt-1 text-[13px] text-muted-foreground">
          {kindNames[config.kind]} · {formatPlural(documentCount, "document")}
        </p>
        <div className="mt-2 md:hidden">
          <LastRun source={source} />
        </div>
        <div className="mt-1.5 text-[13px] text-muted-foreground lg:hidden">
          <Schedule source={source} />
        </div>
      </th>
      <TableCell className="py-3 align-top max-md:hidden">
        <LastRun source={source} />
      </TableCell>
      <TableCell className="py-3 align-top text-[13px] whitespace-nowrap text-muted-foreground max-lg:hidden">
        <Schedule source={source} />
      </TableCell>
      <TableCell className="py-1.5 align-top">
        <SourceMenu source={source} onChoose={onChoose} />
      </TableCell>
    </TableRow>
  );
}

function LastRun({ source: { lastRun } }: { source: SourceView }) {
  if (!lastRun) return <span className="text-[13px] text-muted-foreground">Not read yet</span>;
  return (
    <div className="grid gap-1 text-[13px]">
      <div className="flex items-center gap-2">
        <RunStatusBadge run={lastRun} hasProblems={lastRun.problemCount > 0} />
        <span className="text-muted-foreground">
          <TimeAgo at={lastRun.startedAt ?? lastRun.createdAt} />
        </span>
      </div>
      {lastRun.status === "failed" ? (
        <p className="line-clamp-2 text-destructive" title={lastRun.error?.message}>
          {lastRun.error?.message}
        </p>
      ) : (
        <RunCounts run={lastRun} />
      )}
    </div>
  );
}

function Schedule({ source: { schedule, isEnabled, nextRunAt } }: { source: SourceView }) {
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 lg:grid">
      <span className={describeSchedule(schedule) === schedule ? "font-mono text-xs" : undefined}>
        {describeSchedule(schedule)}
      </span>
      {isEnabled ? null : (
        <span>
          <Badge variant="outline">
            <Pause aria-hidden />
            Paused
          </Badge>
        </span>
      )}
      {nextRunAt ? <NextRun at={nextRunAt} /> : null}
    </div>
  );
}

function SourceMenu({ source, onChoose }: { source: SourceView; onChoose: (action: SourceAction) => void }) {
  return (
    <RowMenu name={source.name}>
      <DropdownMenuItem disabled={isOpenRun(source.lastRun)} onSelect={() => onChoose("sync")}>
        <RefreshCw />
        Read it now
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => onChoose("runs")}>
        <History />
        Runs
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => onChoose("change")}>
        <Pencil />
        Change
      </DropdownMenuItem>
      {source.schedule === null ? null : (
        <DropdownMenuItem onSelect={() => onChoose(source.isEnabled ? "pause" : "resume")}>
          {source.isEnabled ? <Pause /> : <Play />}
          {source.isEnabled ? "Pause the schedule" : "Resume the schedule"}
        </DropdownMenuItem>
      )}
      <DropdownMenuSeparator />
      <DropdownMenuItem isDestructive onSelect={() => onChoose("delete")}>
        <Trash2 />
        Delete
      </DropdownMenuItem>
    </RowMenu>
  );
}
