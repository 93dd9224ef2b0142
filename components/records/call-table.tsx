import { formatCost, formatCount, formatMs } from "@/components/admin/format-figures";
import { Badge } from "@/components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { RecordedCall } from "@/lib/record-schemas";
import { failureNames, featureNames } from "./record-words";

/** The calls of models that a question took, in order, failed ones too. */
export function CallTable({ calls }: { calls: RecordedCall[] }) {
  return (
    <section className="grid grid-cols-1 gap-2">
      <h2 className="font-serif text-lg font-semibold">Calls of models</h2>
      {calls.length === 0 ? (
        <p className="text-sm text-muted-foreground">No model was called.</p>
      ) : (
        <Table label="Calls of models" className="min-w-[44rem]">
          <TableHeader>
            <tr>
              <TableHead>Job</TableHead>
              <TableHead>Model</TableHead>
              <TableHead>Outcome</TableHead>
              <TableHead className="text-right">First token</TableHead>
              <TableHead className="text-right">Whole</TableHead>
              <TableHead className="text-right">Tokens in</TableHead>
              <TableHead className="text-right">Tokens out</TableHead>
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

function CallLine({ call }: { call: RecordedCall }) {
  const { feature, attempt, modelId, inputTokens, cachedInputTokens, outputTokens } = call;
  return (
    <TableRow>
      <th scope="row" className="px-3 py-2.5 text-left font-normal whitespace-nowrap">
        {featureNames[feature] ?? feature}
        {attempt > 1 ? <span className="text-muted-foreground">, call {attempt}</span> : null}
      </th>
      <TableCell className="max-w-56 truncate text-muted-foreground" title={modelId}>
        {modelId}
      </TableCell>
      <TableCell>
        <Outcome call={call} />
      </TableCell>
      <TableCell className={figure}>{formatMs(call.firstTokenMs)}</TableCell>
      <TableCell className={figure}>{formatMs(call.totalMs)}</TableCell>
      <TableCell className={figure}>
        {formatCount(inputTokens)}
        {cachedInputTokens > 0 ? (
          <span className="text-muted-foreground"> ({formatCount(cachedInputTokens)} cached)</span>
        ) : null}
      </TableCell>
      <TableCell className={figure}>{formatCount(outputTokens)}</TableCell>
      <TableCell className={figure}>{formatCost(call.costMicroUsd)}</TableCell>
    </TableRow>
  );
}

function Outcome({ call: { outcome, failure } }: { call: RecordedCall }) {
  if (outcome === "ok") return <Badge variant="success">Ended well</Badge>;
  if (outcome === "aborted") return <Badge>Stopped</Badge>;
  return <Badge variant="destructive">{(failure && failureNames[failure]) || "failed"}</Badge>;
}
