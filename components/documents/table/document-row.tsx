"use client";

import { Ban, ExternalLink, FileText, KeyRound, RotateCw, Trash2 } from "lucide-react";
import { memo } from "react";
import { formatBytes, formatCount, formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { RowMenu } from "@/components/ui/row-menu";
import { TableCell } from "@/components/ui/table";
import { cn } from "@/lib/utils";
import { type DocumentView, isAwaitingPassword, isRetryable, isUnfinished } from "../document-view";
import { KindIcon } from "../kind-icon";
import { DocumentStatusBadge } from "./document-status";

/** What can be done with one document of the list. */
export interface DocumentRowActions {
  onOpen: (document: DocumentView) => void;
  onRetry: (document: DocumentView) => void;
  onCancel: (document: DocumentView) => void;
  onDelete: (document: DocumentView) => void;
}

interface DocumentRowProps {
  document: DocumentView;
  /** Its place in the whole list, from 0. */
  index: number;
  isSelected: boolean;
  /** `isRange`: with all between it and the one before. */
  onToggle: (index: number, isRange: boolean) => void;
  actions: DocumentRowActions;
  measure: (row: HTMLTableRowElement | null) => void;
}

/** One document. On a narrow screen what stands in columns moves under the title. */
export const DocumentRow = memo(function DocumentRow({
  document,
  index,
  isSelected,
  onToggle,
  actions,
  measure,
}: DocumentRowProps) {
  const { title, fileName, receipt, error, byteSize, version = 1 } = document;
  return (
    <tr
      ref={measure}
      data-index={index}
      // The row of headings is the first.
      aria-rowindex={index + 2}
      className={cn("border-t transition-colors hover:bg-muted/60", isSelected && "bg-accent/50")}
    >
      <TableCell className="py-2.5 pr-0 align-top">
        <Checkbox
          aria-label={`Select ${title}`}
          className="mt-0.5"
          checked={isSelected}
          onClick={(event) => onToggle(index, event.shiftKey)}
        />
      </TableCell>
      <th scope="row" className="px-3 py-2.5 text-left align-top font-normal">
        <span className="flex min-w-0 items-center gap-2">
          <KindIcon kind={document.kind} />
          <button
            type="button"
            dir="auto"
            className="min-w-0 truncate rounded-sm text-left font-medium hover:underline"
            title={title}
            onClick={() => actions.onOpen(document)}
          >
            {title}
          </button>
          {version > 1 ? <Badge variant="outline">Version {version}</Badge> : null}
        </span>
        {fileName === title ? null : (
          <span
            dir="auto"
            className="block truncate pl-6 text-left text-[13px] text-muted-foreground"
            title={fileName}
          >
            {fileName}
          </span>
        )}
        {error ? (
          <span className="block pl-6 text-[13px] break-words text-destructive">{error.message}</span>
        ) : null}
        {isAwaitingPassword(document) ? (
          <Button
            variant="link"
            size="sm"
            className="ml-6"
            aria-label={`Enter its password: ${title}`}
            onClick={() => actions.onOpen(document)}
          >
            <KeyRound />
            Enter its password
          </Button>
        ) : null}
        <span className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 pl-6 text-[13px] text-muted-foreground md:hidden">
          <DocumentStatusBadge document={document} />
          {formatBytes(byteSize)}
        </span>
      </th>
      <TableCell className="align-top max-md:hidden">
        <DocumentStatusBadge document={document} />
      </TableCell>
      <FigureCell value={receipt?.pages ?? null} />
      <FigureCell value={receipt?.chunks ?? null} title={receipt && formatPlural(receipt.tokens, "token")} />
      <TableCell className="text-right align-top whitespace-nowrap text-muted-foreground tabular-nums max-lg:hidden">
        {formatBytes(byteSize)}
      </TableCell>
      <TableCell className="align-top text-muted-foreground max-md:hidden">
        <TimeAgo at={document.createdAt} />
      </TableCell>
      <TableCell className="py-1.5 align-top">
        <DocumentMenu document={document} actions={actions} />
      </TableCell>
    </tr>
  );
});

function FigureCell({ value, title }: { value: number | null; title?: string }) {
  return (
    <TableCell
      className="text-right align-top text-muted-foreground tabular-nums max-lg:hidden"
      title={title}
    >
      {value === null ? "–" : formatCount(value)}
    </TableCell>
  );
}

function DocumentMenu({ document, actions }: { document: DocumentView; actions: DocumentRowActions }) {
  return (
    <RowMenu name={document.title}>
      <DropdownMenuItem onSelect={() => actions.onOpen(document)}>
        <FileText />
        Details
      </DropdownMenuItem>
      <DropdownMenuItem
        onSelect={() => window.open(`/api/v1/documents/${document.id}/file`, "_blank", "noopener")}
      >
        <ExternalLink />
        Original file
      </DropdownMenuItem>
      {isRetryable(document) ? (
        <DropdownMenuItem onSelect={() => actions.onRetry(document)}>
          <RotateCw />
          Try again
        </DropdownMenuItem>
      ) : null}
      {isUnfinished(document) ? (
        <DropdownMenuItem onSelect={() => actions.onCancel(document)}>
          <Ban />
          Cancel
        </DropdownMenuItem>
      ) : null}
      <DropdownMenuItem isDestructive onSelect={() => actions.onDelete(document)}>
        <Trash2 />
        Delete
      </DropdownMenuItem>
    </RowMenu>
  );
}
