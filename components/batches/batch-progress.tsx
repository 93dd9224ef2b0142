import { formatCost, formatCount, formatPlural } from "@/components/admin/format-figures";
import { TimeAgo } from "@/components/admin/time-ago";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";
import type { BatchView } from "@/lib/batch-schemas";
import { endedOf, isOpen, outlookOf, stateOf } from "./batch-words";

/** How far a batch is, what it costs, and what it waits for. */
export function BatchProgress({ batch }: { batch: BatchView }) {
  const { name, counts, status, fault, createdAt } = batch;
  const { label, variant } = stateOf(batch);
  const ended = endedOf(batch);
  return (
    <Card className="grid gap-3 px-4 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
        <Badge variant={variant}>{label}</Badge>
        <span className="tabular-nums">
          {formatCount(ended)} of {formatPlural(counts.total, "question")}
        </span>
        <span className="text-muted-foreground">
          sent <TimeAgo at={createdAt} />
        </span>
      </div>
      {isOpen(batch) ? <Progress share={ended / counts.total} label={`Answered of ${name}`} /> : null}
      <p role="status" className="text-[13px] text-muted-foreground tabular-nums">
        {factsOf(batch).join(" · ")}
      </p>
      {status === "failed" && fault ? <Alert variant="destructive">{fault}</Alert> : null}
    </Card>
  );
}

function factsOf(batch: BatchView): string[] {
  const { counts, spentMicroUsd, estimate } = batch;
  const cost = estimate
    ? `${formatCost(spentMicroUsd)} of about ${formatCost(estimate.costMicroUsd)} spent`
    : `${formatCost(spentMicroUsd)} spent`;
  const outlook = isOpen(batch) ? outlookOf(batch) : null;
  return [
    ...(counts.failed > 0 ? [`${formatCount(counts.failed)} failed`] : []),
    ...(counts.cancelled > 0 ? [`${formatCount(counts.cancelled)} cancelled`] : []),
    cost,
    ...(outlook ? [outlook] : []),
  ];
}
