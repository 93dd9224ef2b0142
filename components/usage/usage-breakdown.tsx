import Link from "next/link";
import { formatCompact, formatCost, formatPlural } from "@/components/admin/format-figures";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { CallFigures, UsageReport } from "@/lib/usage-schemas";
import { cn } from "@/lib/utils";
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

/** A row for each value, with its share of the cost. Narrow screens have the other figures below the name. */
export function UsageTable({ label, nameLabel, rows, stacked, totals }: UsageTableProps) {
  const hasRequests = rows.some(({ requests }) => requests !== null);
  return (
    <Table label={label} className="md:min-w-[40rem]">
      <TableHeader>
        <tr>
          <TableHead>{nameLabel}</TableHead>
          <TableHead className="text-right">Cost</TableHead>
          <TableHead className="text-right max-md:hidden">Share</TableHead>
          {hasRequests ? <TableHead className="text-right max-md:hidden">Questions</TableHead> : null}
          <TableHead className="text-right max-md:hidden">Calls</TableHead>
          <TableHead className="text-right max-md:hidden">Failed</TableHead>
          <TableHead className="text-right max-md:hidden">Tokens in</TableHead>
          <TableHead className="text-right max-md:hidden">Tokens out</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {rows.map((row, index) => (
          <TableRow key={row.key}>
            <NameCell row={row} swatch={index < stacked ? index : null} />
            <CostCell cost={row.costMicroUsd} of={totals.costMicroUsd} />
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
  const { name, detail, href, requests, calls, failedCalls, inputTokens, outputTokens } = row;
  const figures = [
    requests ? formatPlural(requests, "question") : null,
    `${formatPlural(calls, "call")}${failedCalls > 0 ? `, ${formatCompact(failedCalls)} failed` : ""}`,
    inputTokens + outputTokens > 0
      ? `${formatCompact(inputTokens)} tokens in, ${formatCompact(outputTokens)} out`
      : null,
  ];
  return (
    <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left font-medium md:w-auto md:max-w-64">
      <span className="flex items-center gap-2">
        {swatch === null ? <span className="size-3 shrink-0" /> : <FillSwatch index={swatch} />}
        {href ? (
          <Link href={href} className="min-w-0 hover:underline md:truncate" title={name}>
            <bdi className="[overflow-wrap:anywhere]">{name}</bdi>
          </Link>
        ) : (
          <bdi className="min-w-0 [overflow-wrap:anywhere] md:truncate" title={name}>
            {name}
          </bdi>
        )}
      </span>
      {detail ? (
        <span className="block truncate pl-5 text-[13px] font-normal text-muted-foreground" title={detail}>
          {detail}
        </span>
      ) : null}
      <span className="mt-1 block pl-5 text-[13px] font-normal text-muted-foreground md:hidden">
        {figures.filter(Boolean).join(" · ")}
      </span>
    </th>
  );
}

const figure = "text-right whitespace-nowrap tabular-nums";

/** Narrow screens have the share below the cost. */
function CostCell({ cost, of }: { cost: number; of: number }) {
  return (
    <TableCell className={cn(figure, "align-top md:align-middle")}>
      {formatCost(cost)}
      <span className="block text-[13px] text-muted-foreground md:hidden">{formatShare(cost, of)}</span>
    </TableCell>
  );
}

function FigureCell({ children }: { children: string }) {
  return <TableCell className={cn(figure, "max-md:hidden")}>{children}</TableCell>;
}
