"use client";

import { Ellipsis, FileText, RotateCw, Trash2 } from "lucide-react";
import { formatBytes, formatCount, formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { DocumentStatusBadge } from "./document-status";
import { type DocumentView, isRetryable } from "./document-view";

interface DocumentTableProps {
  documents: DocumentView[];
  selectedIds: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onOpen: (document: DocumentView) => void;
  onRetry: (document: DocumentView) => void;
  onDelete: (document: DocumentView) => void;
}

/** One page of documents. On a narrow screen what stands in columns moves under the title. */
export function DocumentTable({ documents, selectedIds, onSelect, ...actions }: DocumentTableProps) {
  const selectedHere = documents.filter(({ id }) => selectedIds.has(id)).length;
  const isAll = selectedHere === documents.length;
  return (
    <Table label="Documents">
      <TableHeader>
        <tr>
          <TableHead className="w-px">
            <Checkbox
              aria-label="Select all on this page"
              checked={isAll ? true : selectedHere > 0 ? "indeterminate" : false}
              onCheckedChange={() => onSelect(new Set(isAll ? [] : documents.map(({ id }) => id)))}
            />
          </TableHead>
          <TableHead>Document</TableHead>
          <TableHead className="max-md:hidden">Status</TableHead>
          <TableHead className="text-right max-lg:hidden">Chunks</TableHead>
          <TableHead className="text-right max-lg:hidden">Size</TableHead>
          <TableHead className="max-md:hidden">Added</TableHead>
          <TableHead className="w-px">
            <span className="sr-only">Actions</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {documents.map((document) => (
          <DocumentLine
            key={document.id}
            document={document}
            isSelected={selectedIds.has(document.id)}
            onToggle={() => onSelect(toggled(selectedIds, document.id))}
            {...actions}
          />
        ))}
      </TableBody>
    </Table>
  );
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : new Set([...ids, id]);
}

interface DocumentLineProps extends Pick<DocumentTableProps, "onOpen" | "onRetry" | "onDelete"> {
  document: DocumentView;
  isSelected: boolean;
  onToggle: () => void;
}

function DocumentLine({ document, isSelected, onToggle, onOpen, onRetry, onDelete }: DocumentLineProps) {
  const { title, fileName, receipt, error, byteSize } = document;
  return (
    <TableRow className={isSelected ? "bg-accent/50" : undefined}>
      <TableCell className="align-top">
        <Checkbox
          aria-label={`Select ${title}`}
          className="mt-0.5"
          checked={isSelected}
          onCheckedChange={onToggle}
        />
      </TableCell>
      <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left align-top font-normal">
        <button
          type="button"
          className="block max-w-full truncate rounded-sm text-left font-medium hover:underline"
          title={title}
          onClick={() => onOpen(document)}
        >
          {title}
        </button>
        {fileName === title ? null : (
          <span className="block truncate text-[13px] text-muted-foreground" title={fileName}>
            {fileName}
          </span>
        )}
        {error ? (
          <span className="block text-[13px] break-words text-destructive">{error.message}</span>
        ) : null}
        <span className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-[13px] text-muted-foreground md:hidden">
          <DocumentStatusBadge document={document} />
          {formatBytes(byteSize)}
        </span>
      </th>
      <TableCell className="align-top max-md:hidden">
        <DocumentStatusBadge document={document} />
      </TableCell>
      <TableCell className="text-right align-top text-muted-foreground tabular-nums max-lg:hidden">
        {receipt ? (
          <span title={formatPlural(receipt.tokens, "token")}>{formatCount(receipt.chunks)}</span>
        ) : (
          "–"
        )}
      </TableCell>
      <TableCell className="text-right align-top whitespace-nowrap text-muted-foreground tabular-nums max-lg:hidden">
        {formatBytes(byteSize)}
      </TableCell>
      <TableCell className="align-top text-muted-foreground max-md:hidden">
        <TimeAgo at={document.createdAt} />
      </TableCell>
      <TableCell className="py-1.5 align-top">
        <DropdownMenu modal={false}>
          <DropdownMenuTrigger asChild>
            <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${title}`}>
              <Ellipsis />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem onSelect={() => onOpen(document)}>
              <FileText />
              Details
            </DropdownMenuItem>
            {isRetryable(document) ? (
              <DropdownMenuItem onSelect={() => onRetry(document)}>
                <RotateCw />
                Try again
              </DropdownMenuItem>
            ) : null}
            <DropdownMenuItem isDestructive onSelect={() => onDelete(document)}>
              <Trash2 />
              Delete
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      </TableCell>
    </TableRow>
  );
}
