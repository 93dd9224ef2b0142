import { formatCompact, formatCost, formatMs } from "@/components/admin/format-figures";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { UsageFigures } from "./usage-figures";

export type BreakdownRow = UsageFigures & { key: string; name: string; detail?: string };

interface UsageBreakdownProps {
  title: string;
  nameLabel: string;
  note?: string;
  rows: BreakdownRow[];
}

const columns: { label: string; textOf: (row: UsageFigures) => string }[] = [
  { label: "Requests", textOf: (row) => formatCompact(row.requests) },
  { label: "Calls", textOf: (row) => formatCompact(row.calls) },
  { label: "Failed", textOf: (row) => formatCompact(row.failedCalls) },
  { label: "Tokens in", textOf: (row) => formatCompact(row.inputTokens) },
  { label: "Tokens out", textOf: (row) => formatCompact(row.outputTokens) },
  { label: "Cost", textOf: (row) => formatCost(row.costMicroUsd) },
  { label: "p50", textOf: (row) => formatMs(row.latencyMsP50) },
  { label: "p95", textOf: (row) => formatMs(row.latencyMsP95) },
];

/** A table of usage by one thing, the most expensive first. */
export function UsageBreakdown({ title, nameLabel, note, rows }: UsageBreakdownProps) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-serif text-lg font-semibold">{title}</h2>
      {note ? <p className="text-sm text-muted-foreground">{note}</p> : null}
      <Table label={title} className="min-w-[46rem]">
        <TableHeader>
          <tr>
            <TableHead>{nameLabel}</TableHead>
            {columns.map(({ label }) => (
              <TableHead key={label} className="text-right">
                {label}
              </TableHead>
            ))}
          </tr>
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.key}>
              <th scope="row" className="max-w-56 px-3 py-2.5 text-left font-medium">
                <span className="block truncate" title={row.name}>
                  {row.name}
                </span>
                {row.detail ? (
                  <span
                    className="block truncate text-[13px] font-normal text-muted-foreground"
                    title={row.detail}
                  >
                    {row.detail}
                  </span>
                ) : null}
              </th>
              {columns.map(({ label, textOf }) => (
                <TableCell key={label} className="text-right whitespace-nowrap tabular-nums">
                  {textOf(row)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}
