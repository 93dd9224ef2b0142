import Link from "next/link";
import { formatCost, formatMs } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Badge } from "@/components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { RecordRow } from "@/lib/record-schemas";
import { describeSupport, outcomeNames, outcomeVariants, sourceNames } from "./record-words";

/** Questions with what became of them. Narrow screens have it all in the first column. */
export function RecordTable({ records }: { records: RecordRow[] }) {
  return (
    <Table label="Records">
      <TableHeader>
        <tr>
          <TableHead>Asked</TableHead>
          <TableHead className="max-md:hidden">Person</TableHead>
          <TableHead className="max-lg:hidden">Model</TableHead>
          <TableHead className="max-md:hidden">Sentences</TableHead>
          <TableHead className="text-right max-md:hidden">First word</TableHead>
          <TableHead className="text-right max-md:hidden">Whole</TableHead>
          <TableHead className="text-right max-md:hidden">Cost</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {records.map((record) => (
          <RecordLine key={record.requestId} record={record} />
        ))}
      </TableBody>
    </Table>
  );
}

function RecordLine({ record }: { record: RecordRow }) {
  const { requestId, at, person, userId, source, collection, collectionCount, modelId } = record;
  const name = person ?? (userId ? "Somebody who has left" : "Nobody");
  const where = collection ?? (collectionCount === 1 ? "1 collection" : `${collectionCount} collections`);
  const support = describeSupport(record);
  return (
    <TableRow className="relative">
      <th scope="row" className="px-3 py-2.5 text-left font-normal">
        <span className="flex flex-wrap items-center gap-1.5">
          <Link
            href={`/admin/records/${requestId}`}
            className="font-medium underline-offset-4 after:absolute after:inset-0 hover:underline"
          >
            <TimeAgo at={at} />
          </Link>
          <RecordBadges record={record} />
        </span>
        <span className="mt-1 block text-[13px] text-muted-foreground">
          {sourceNames[source]} · <bdi>{where}</bdi>
        </span>
        <span className="mt-1 block text-[13px] text-muted-foreground md:hidden">
          <bdi>{name}</bdi> · {formatMs(record.totalMs)} · {formatCost(record.costMicroUsd)}
          {record.sentencesChecked > 0 ? ` · ${support}` : ""}
        </span>
      </th>
      <TableCell className="max-w-40 truncate max-md:hidden">
        <bdi>{name}</bdi>
      </TableCell>
      <TableCell className="max-w-64 truncate text-muted-foreground max-lg:hidden" title={modelId ?? ""}>
        {modelId ?? "–"}
      </TableCell>
      <TableCell className="whitespace-nowrap max-md:hidden">{support}</TableCell>
      <TableCell className="text-right whitespace-nowrap tabular-nums max-md:hidden">
        {formatMs(record.firstWordMs)}
      </TableCell>
      <TableCell className="text-right whitespace-nowrap tabular-nums max-md:hidden">
        {formatMs(record.totalMs)}
      </TableCell>
      <TableCell className="text-right whitespace-nowrap tabular-nums max-md:hidden">
        {formatCost(record.costMicroUsd)}
      </TableCell>
    </TableRow>
  );
}

/** What became of it, and what's unusual about it. */
export function RecordBadges({
  record: { outcome, cache, failovers, rating },
}: {
  record: Pick<RecordRow, "outcome" | "cache" | "failovers" | "rating">;
}) {
  return (
    <>
      <Badge variant={outcomeVariants[outcome]}>{outcomeNames[outcome]}</Badge>
      {cache ? <Badge variant="accent">Cached</Badge> : null}
      {failovers > 0 ? <Badge variant="warning">Failed over</Badge> : null}
      {rating === "down" ? <Badge variant="destructive">Rated bad</Badge> : null}
      {rating === "up" ? <Badge variant="outline">Rated good</Badge> : null}
    </>
  );
}
