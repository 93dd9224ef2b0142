"use client";

import { Download, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { formatCount, formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { DropdownMenuItem, DropdownMenuSeparator } from "@/components/ui/dropdown-menu";
import { RowMenu } from "@/components/ui/row-menu";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatScore, formatShare } from "./format-scores";
import type { SetView } from "./set-view";

export type SetAction = "rename" | "delete";

interface SetTableProps {
  sets: SetView[];
  onChoose: (action: SetAction, set: SetView) => void;
}

/** Sets with what they came to when they were last run. */
export function SetTable({ sets, onChoose }: SetTableProps) {
  return (
    <Table label="Sets">
      <TableHeader>
        <tr>
          <TableHead>Set</TableHead>
          <TableHead className="text-right max-md:hidden">Questions</TableHead>
          <TableHead className="text-right max-sm:hidden">Found first</TableHead>
          <TableHead className="text-right max-md:hidden">nDCG@10</TableHead>
          <TableHead className="max-md:hidden">Last run</TableHead>
          <TableHead className="w-px">
            <span className="sr-only">Actions</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {sets.map((set) => (
          <SetLine key={set.id} set={set} onChoose={(action) => onChoose(action, set)} />
        ))}
      </TableBody>
    </Table>
  );
}

function SetLine({ set, onChoose }: { set: SetView; onChoose: (action: SetAction) => void }) {
  const { id, name, questionCount, lastRun } = set;
  return (
    <TableRow>
      <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left font-normal">
        <Link
          href={`/admin/evaluation/${id}`}
          className="line-clamp-2 rounded-sm font-medium break-words hover:underline"
        >
          <bdi>{name}</bdi>
        </Link>
        <p className="mt-0.5 text-[13px] text-muted-foreground md:hidden">
          {formatPlural(questionCount, "question")}
          {lastRun ? (
            <>
              , run <TimeAgo at={lastRun.createdAt} />, {formatShare(lastRun.metrics.hitAt1)} found first
            </>
          ) : (
            ", not run yet"
          )}
        </p>
      </th>
      <TableCell className="text-right tabular-nums max-md:hidden">{formatCount(questionCount)}</TableCell>
      <TableCell className="text-right tabular-nums max-sm:hidden">
        {lastRun ? formatShare(lastRun.metrics.hitAt1) : "–"}
      </TableCell>
      <TableCell className="text-right tabular-nums max-md:hidden">
        {lastRun ? formatScore(lastRun.metrics.ndcgAt10) : "–"}
      </TableCell>
      <TableCell className="text-[13px] whitespace-nowrap text-muted-foreground max-md:hidden">
        {lastRun ? <TimeAgo at={lastRun.createdAt} /> : "Not run yet"}
      </TableCell>
      <TableCell className="py-1.5">
        <RowMenu name={name}>
          <DropdownMenuItem onSelect={() => onChoose("rename")}>
            <Pencil />
            Rename
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => window.location.assign(`/api/evaluation-sets/${id}/export`)}>
            <Download />
            Export
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem isDestructive onSelect={() => onChoose("delete")}>
            <Trash2 />
            Delete
          </DropdownMenuItem>
        </RowMenu>
      </TableCell>
    </TableRow>
  );
}
