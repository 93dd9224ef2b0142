"use client";

import { Pencil, Trash2, Users } from "lucide-react";
import Link from "next/link";
import { formatCount, formatPlural } from "@/components/admin/format-figures";
import { Badge } from "@/components/ui/badge";
import { DropdownMenuItem, DropdownMenuSeparator } from "@/components/ui/dropdown-menu";
import { RowMenu } from "@/components/ui/row-menu";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { type CollectionView, pendingCount } from "./collection-view";

export type CollectionAction = "rename" | "readers" | "delete";

interface CollectionTableProps {
  collections: CollectionView[];
  onChoose: (action: CollectionAction, collection: CollectionView) => void;
}

/** Collections with their readers and counts. */
export function CollectionTable({ collections, onChoose }: CollectionTableProps) {
  return (
    <Table label="Collections">
      <TableHeader>
        <tr>
          <TableHead>Collection</TableHead>
          <TableHead className="max-sm:hidden">Readers</TableHead>
          <TableHead className="text-right max-md:hidden">Documents</TableHead>
          <TableHead className="text-right max-md:hidden">Ready</TableHead>
          <TableHead className="text-right max-md:hidden">In work</TableHead>
          <TableHead className="text-right max-md:hidden">Failed</TableHead>
          <TableHead className="w-px">
            <span className="sr-only">Actions</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {collections.map((collection) => (
          <CollectionLine
            key={collection.id}
            collection={collection}
            onChoose={(action) => onChoose(action, collection)}
          />
        ))}
      </TableBody>
    </Table>
  );
}

function CollectionLine({
  collection,
  onChoose,
}: {
  collection: CollectionView;
  onChoose: (action: CollectionAction) => void;
}) {
  const { id, name, failedCount } = collection;
  return (
    <TableRow>
      <th scope="row" className="w-full max-w-0 px-3 py-3 text-left font-normal">
        <Link
          href={`/admin/collections/${id}`}
          dir="auto"
          className="block truncate rounded-sm text-left font-medium hover:underline"
          title={name}
        >
          {name}
        </Link>
        <div className="mt-1 text-[13px] md:hidden">
          <p className="text-muted-foreground tabular-nums">{summaryOf(collection)}</p>
          <span className="mt-1.5 block sm:hidden">
            <ReadersBadge collection={collection} />
          </span>
        </div>
      </th>
      <TableCell className="max-sm:hidden">
        <ReadersBadge collection={collection} />
      </TableCell>
      <Count value={collection.documentCount} />
      <Count value={collection.readyCount} />
      <Count value={pendingCount(collection)} />
      <TableCell className="text-right tabular-nums max-md:hidden">
        {failedCount > 0 ? (
          <Link
            href={`/admin/collections/${id}?status=failed`}
            className="text-destructive underline underline-offset-4"
          >
            {formatCount(failedCount)}
            <span className="sr-only"> failed in {name}</span>
          </Link>
        ) : (
          <span className="text-muted-foreground">0</span>
        )}
      </TableCell>
      <TableCell className="py-1.5">
        <CollectionMenu name={name} onChoose={onChoose} />
      </TableCell>
    </TableRow>
  );
}

/** `12 documents, 2 in work, 1 failed` */
function summaryOf(collection: CollectionView): string {
  const pending = pendingCount(collection);
  const parts = [formatPlural(collection.documentCount, "document")];
  if (pending > 0) parts.push(`${formatCount(pending)} in work`);
  if (collection.failedCount > 0) parts.push(`${formatCount(collection.failedCount)} failed`);
  return parts.join(", ");
}

function Count({ value }: { value: number }) {
  return (
    <TableCell className="text-right text-muted-foreground tabular-nums max-md:hidden">
      {formatCount(value)}
    </TableCell>
  );
}

function ReadersBadge({ collection: { readers, readerIds } }: { collection: CollectionView }) {
  if (readers === "everyone") return <Badge variant="outline">Everyone</Badge>;
  return (
    <Badge variant="accent">
      {readerIds.length === 0 ? "Admins only" : formatPlural(readerIds.length, "member")}
    </Badge>
  );
}

function CollectionMenu({ name, onChoose }: { name: string; onChoose: (action: CollectionAction) => void }) {
  return (
    <RowMenu name={name}>
      <DropdownMenuItem onSelect={() => onChoose("rename")}>
        <Pencil />
        Rename
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => onChoose("readers")}>
        <Users />
        Who may read
      </DropdownMenuItem>
      <DropdownMenuSeparator />
      <DropdownMenuItem isDestructive onSelect={() => onChoose("delete")}>
        <Trash2 />
        Delete
      </DropdownMenuItem>
    </RowMenu>
  );
}
