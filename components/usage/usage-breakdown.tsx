import Link from "next/link";
import { formatCompact, formatCost } from "@/components/admin/format-figures";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { CallFigures, UsageReport } from "@/lib/usage-schemas";
import { FillSwatch } from "./chart-fills";
import { dimensionNames, formatShare, valueName } from "./usage-names";
import { drillInto, type UsageView, usageHref } from "./usage-query";

interface BreakdownRow extends CallFigures {
  key: string;
  name: string;
  detail: string | null;
  requests: number | null;
  /** What looks closer at it; null where nothing does. */
  href: string | null;
}

interface UsageTableProps {
  label: string;
  nameLabel: string;
  rows: BreakdownRow[];
  /** As many of the first have a part of their own in the chart. */
  stacked: number;
  totals: CallFigures;
}

/** Usage by the dimension that is shown, the dearest first; a row leads to what is behind it. */
export function UsageBreakdown({
  usage,
  view,
  stacked,
}: {
  usage: UsageReport;
  view: UsageView;
  stacked: number;
}) {
  const { by, one } = dimensionNames[usage.by];
  const rows = usage.rows.map((row) => ({
    ...row,
    name: valueName(usage.by, row),
    href: usageHref(drillInto(view, row.key)),
  }));
  const more = usage.rowCount - rows.length;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-serif text-lg font-semibold">By {by}</h2>
      <UsageTable
        label={`Usage by ${by}`}
        nameLabel={one}
        rows={rows}
        stacked={stacked}
        totals={usage.totals}
      />
      {more > 0 ? (
        <p className="text-[13px] text-muted-foreground">
          And {formatCompact(more)} more, which cost less. The CSV has all of them.
        </p>
      ) : null}
    </section>
  );
}

/** A row for each value, with its share of the cost. */
export function UsageTable({ label, nameLabel, rows, stacked, totals }: UsageTableProps) {
  const hasRequests = rows.some(({ requests }) => requests !== null);
  return (
    <Table label={label} className="min-w-[40rem]">
      <TableHeader>
        <tr>
          <TableHead>{nameLabel}</TableHead>
          <TableHead className="text-right">Cost</TableHead>
          <TableHead className="text-right">Share</TableHead>
          {hasRequests ? <TableHead className="text-right">Questions</TableHead> : null}
          <TableHead className="text-right">Calls</TableHead>
          <TableHead className="text-right">Failed</TableHead>
          <TableHead className="text-right">Tokens in</TableHead>
          <TableHead className="text-right">Tokens out</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {rows.map((row, index) => (
          <TableRow key={row.key}>
            <NameCell row={row} swatch={index < stacked ? index : null} />
            <FigureCell>{formatCost(row.costMicroUsd)}</FigureCell>
            <FigureCell>{formatShare(row.costMicroUsd, totals.costMicroUsd)}</FigureCell>
            {hasRequests ? <FigureCell>{formatCompact(row.requests ?? 0)}</FigureCell> : null}
            <FigureCell>{formatCompact(row.calls)}</FigureCell>
            <FigureCell>{formatCompact(row.failedCalls)}</FigureCell>
            <FigureCell>{formatCompact(row.inputTokens)}</FigureCell>
            <FigureCell>{formatCompact(row.outputTokens)}</FigureCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function NameCell({ row, swatch }: { row: BreakdownRow; swatch: number | null }) {
  const { name, detail, href } = row;
  return (
    <th scope="row" className="max-w-64 px-3 py-2.5 text-left font-medium">
      <span className="flex items-center gap-2">
        {swatch === null ? <span className="size-3 shrink-0" /> : <FillSwatch index={swatch} />}
        {href ? (
          <Link href={href} className="truncate hover:underline" title={name}>
            {name}
          </Link>
        ) : (
          <span className="truncate" title={name}>
            {name}
          </span>
        )}
      </span>
      {detail ? (
        <span className="block truncate pl-5 text-[13px] font-normal text-muted-foreground" title={detail}>
          {detail}
        </span>
      ) : null}
    </th>
  );
}

function FigureCell({ children }: { children: string }) {
  return <TableCell className="text-right whitespace-nowrap tabular-nums">{children}</TableCell>;
}
