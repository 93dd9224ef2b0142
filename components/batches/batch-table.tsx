import Link from "next/link";
import { formatCost, formatCount, formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Badge } from "@/components/ui/badge";
import { Progress } from "@/components/ui/progress";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { BatchView } from "@/lib/batch-schemas";
import { endedOf, isOpen, stateOf } from "./batch-words";

/** The person's batches, each with how far it is. */
export function BatchTable({ batches }: { batches: BatchView[] }) {
  return (
    <Table label="Batches">
      <TableHeader>
        <tr>
          <TableHead>Batch</TableHead>
          <TableHead>State</TableHead>
          <TableHead className="max-sm:hidden">Answered</TableHead>
          <TableHead className="max-md:hidden">Cost</TableHead>
          <TableHead className="max-md:hidden">Sent</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {batches.map((batch) => (
          <BatchLine key={batch.id} batch={batch} />
        ))}
      </TableBody>
    </Table>
  );
}

function BatchLine({ batch }: { batch: BatchView }) {
  const { id, name, counts, spentMicroUsd, createdAt } = batch;
  const { label, variant } = stateOf(batch);
  const ended = endedOf(batch);
  return (
    <TableRow>
      <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left font-normal">
        <Link
          href={`/batches/${id}`}
          dir="auto"
          className="block truncate rounded-sm text-left font-medium hover:underline"
          title={name}
        >
          {name}
        </Link>
        <span className="block truncate text-[13px] text-muted-foreground">
          <span className="sm:hidden">{formatCount(ended)} of </span>
          {formatPlural(counts.total, "question")}
          <span className="md:hidden">
            , <TimeAgo at={createdAt} />
          </span>
        </span>
      </th>
      <TableCell>
        <Badge variant={variant}>{label}</Badge>
      </TableCell>
      <TableCell className="min-w-36 max-sm:hidden">
        <span className="text-[13px] tabular-nums">
          {formatCount(ended)} of {formatCount(counts.total)}
        </span>
        {isOpen(batch) ? (
          <Progress share={ended / counts.total} label={`Answered of ${name}`} className="mt-1.5" />
        ) : null}
      </TableCell>
      <TableCell className="whitespace-nowrap tabular-nums max-md:hidden">
        {formatCost(spentMicroUsd)}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-md:hidden">
        <TimeAgo at={createdAt} />
      </TableCell>
    </TableRow>
  );
}
