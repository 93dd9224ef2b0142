import { formatCost, formatCount, formatMs } from "@/components/admin/format-figures";
import { Badge } from "@/components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { RecordedCall } from "@/lib/record-schemas";
import { failureNames, jobNames } from "./record-words";

/** The calls of models that a question took, in order, failed ones too. Narrow screens have most of it in the first column. */
export function CallTable({ calls }: { calls: RecordedCall[] }) {
  return (
    <section className="grid grid-cols-1 gap-2">
      <h2 className="font-serif text-lg font-semibold">Calls of models</h2>
      {calls.length === 0 ? (
        <p className="text-sm text-muted-foreground">No model was called.</p>
      ) : (
        <Table label="Calls of models">
          <TableHeader>
            <tr>
              <TableHead>Job</TableHead>
              <TableHead className="max-lg:hidden">Model</TableHead>
              <TableHead className="max-lg:hidden">Outcome</TableHead>
              <TableHead className="text-right max-lg:hidden">First token</TableHead>
              <TableHead className="text-right max-lg:hidden">Whole</TableHead>
              <TableHead className="text-right max-lg:hidden">Tokens in</TableHead>
              <TableHead className="text-right max-lg:hidden">Tokens out</TableHead>
              <TableHead className="text-right">Cost</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {calls.map((call) => (
              <CallLine key={call.id} call={call} />
            ))}
          </TableBody>
        </Table>
      )}
    </section>
  );
}

const figure = "text-right whitespace-nowrap tabular-nums";
const wideFigure = `${figure} max-lg:hidden`;

function CallLine({ call }: { call: RecordedCall }) {
  const { feature, attempt, modelId, inputTokens, cachedInputTokens, outputTokens } = call;
  const cached = cachedInputTokens > 0 ? ` (${formatCount(cachedInputTokens)} cached)` : "";
  return (
    <TableRow>
      <th scope="row" className="px-3 py-2.5 text-left font-normal lg:whitespace-nowrap">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span>
            {jobNames[feature] ?? feature}
            {attempt > 1 ? <span className="text-muted-foreground">, call {attempt}</span> : null}
          </span>
          <span className="lg:hidden">
            <Outcome call={call} />
          </span>
        </span>
        <span className="mt-1 grid grid-cols-1 text-[13px] text-muted-foreground lg:hidden">
          <span className="[overflow-wrap:anywhere]">{modelId}</span>
          <span>
            {formatMs(call.totalMs)}
            {call.firstTokenMs === null ? "" : `, first token after ${formatMs(call.firstTokenMs)}`}
          </span>
          <span>
            {formatCount(inputTokens)}
            {cached} tokens in, {formatCount(outputTokens)} out
          </span>
        </span>
      </th>
      <TableCell className="max-w-72 truncate text-muted-foreground max-lg:hidden" title={modelId}>
        {modelId}
      </TableCell>
      <TableCell className="max-lg:hidden">
        <Outcome call={call} />
      </TableCell>
      <TableCell className={wideFigure}>{formatMs(call.firstTokenMs)}</TableCell>
      <TableCell className={wideFigure}>{formatMs(call.totalMs)}</TableCell>
      <TableCell className={wideFigure}>
        {formatCount(inputTokens)}
        <span className="text-muted-foreground">{cached}</span>
      </TableCell>
      <TableCell className={wideFigure}>{formatCount(outputTokens)}</TableCell>
      <TableCell className={`${figure} align-top lg:align-middle`}>{formatCost(call.costMicroUsd)}</TableCell>
    </TableRow>
  );
}

function Outcome({ call: { outcome, failure } }: { call: RecordedCall }) {
  if (outcome === "ok") return <Badge variant="success">Ended well</Badge>;
  if (outcome === "aborted") return <Badge>Stopped</Badge>;
  return <Badge variant="destructive">{(failure && failureNames[failure]) || "failed"}</Badge>;
}
