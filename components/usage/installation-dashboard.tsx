import { ChartColumn } from "lucide-react";
import { formatCompact, formatMs, formatPlural } from "@/components/admin/format-figures";
import { failureNames } from "@/components/records/record-words";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { CallFigures, QuestionFigures, RollupSpan, UsageBucket } from "@/lib/usage-schemas";
import { ChartFills } from "./chart-fills";
import { UsageTable } from "./usage-breakdown";
import { UsageCards } from "./usage-cards";
import { UsageChart } from "./usage-chart";

export interface InstallationUsage {
  grain: RollupSpan;
  totals: CallFigures;
  previous: CallFigures;
  questions: QuestionFigures;
  tenants: (CallFigures & { tenantId: string; name: string; requests: number })[];
  tenantCount: number;
  stack: { key: string; name: string | null }[];
  buckets: UsageBucket[];
}

/** What all workspaces together used, and which of them how much. */
export function InstallationDashboard({ usage }: { usage: InstallationUsage }) {
  const { stack, buckets, tenants, tenantCount, totals, grain } = usage;
  const others = tenantCount - stack.length;
  const named = stack.map(({ key, name }) => ({ key, name: name ?? key }));
  return (
    <>
      <ChartFills />
      <UsageCards
        totals={totals}
        previous={usage.previous}
        questions={usage.questions}
        previousQuestions={null}
      />
      {totals.calls === 0 ? (
        <EmptyState
          icon={ChartColumn}
          title="No model was used in these days"
          description="What any workspace uses shows up here."
        />
      ) : (
        <>
          <UsageChart
            title="Cost"
            grain={grain}
            series={
              others > 0
                ? [...named, { key: "others", name: others === 1 ? "1 other" : `${others} others` }]
                : named
            }
            points={buckets.map(({ startsAt, costs }) => ({
              startsAt,
              values: [...costs.slice(0, stack.length), ...(others > 0 ? [costs.at(-1) ?? 0] : [])],
            }))}
            format="cost"
          />
          <UsageTable
            label="Usage by workspace"
            nameLabel="Workspace"
            rows={tenants.map(({ tenantId, ...row }) => ({
              ...row,
              key: tenantId,
              detail: null,
              href: null,
            }))}
            stacked={stack.length}
            totals={totals}
          />
        </>
      )}
    </>
  );
}

export interface ModelHealth {
  provider: string;
  modelId: string;
  calls: number;
  failed: number;
  failures: { why: string; count: number }[];
}

export interface BreakerView {
  /** `model …` or `provider …`. */
  name: string;
  state: "closed" | "open" | "half-open";
}

const stateWords = { closed: "passes calls", open: "rests", "half-open": "is being tried" };

/** How each model fared in the last hour, and which are passed by just now. */
export function ProviderHealthCard({ models, breakers }: { models: ModelHealth[]; breakers: BreakerView[] }) {
  const resting = breakers.filter(({ state }) => state !== "closed");
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h2 className="font-serif text-lg font-semibold">Providers in the last hour</h2>
      {models.length === 0 ? (
        <p className="text-sm text-muted-foreground">No model was called in the last hour.</p>
      ) : (
        <Table label="Models in the last hour">
          <TableHeader>
            <tr>
              <TableHead>Model</TableHead>
              <TableHead className="text-right">Calls</TableHead>
              <TableHead className="text-right">Failed</TableHead>
              <TableHead className="max-sm:hidden">Why</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {models.map((model) => (
              <ModelHealthLine key={`${model.provider} ${model.modelId}`} model={model} />
            ))}
          </TableBody>
        </Table>
      )}
      <p className="text-[13px] text-muted-foreground">
        {resting.length > 0
          ? `As this web process sees it, ${resting.map(({ name, state }) => `${name} ${stateWords[state]}`).join(", ")}. `
          : "No model is passed by in this web process. "}
        Each process finds out for itself which models fail, so others may see it otherwise.
      </p>
    </section>
  );
}

/** Narrow screens have the reasons below the model. */
function ModelHealthLine({ model: { modelId, calls, failed, failures } }: { model: ModelHealth }) {
  const why = failures
    .map(({ why: cause, count }) => `${formatCompact(count)} ${failureNames[cause] ?? cause}`)
    .join(", ");
  return (
    <TableRow>
      <th scope="row" className="px-3 py-2.5 text-left font-medium [overflow-wrap:anywhere]">
        {modelId}
        {why ? <span className="block font-normal text-muted-foreground sm:hidden">{why}</span> : null}
      </th>
      <TableCell className="text-right tabular-nums">{formatCompact(calls)}</TableCell>
      <TableCell className="text-right tabular-nums">
        {failed > 0 ? <Badge variant="destructive">{formatCompact(failed)}</Badge> : "0"}
      </TableCell>
      <TableCell className="text-muted-foreground max-sm:hidden">{why}</TableCell>
    </TableRow>
  );
}

interface QueueCardProps {
  queue: { waiting: number; working: number; oldestSeconds: number | null; workers: number };
}

/** How many documents wait, and for how long. */
export function QueueCard({ queue: { waiting, working, oldestSeconds, workers } }: QueueCardProps) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h2 className="font-serif text-lg font-semibold">Documents</h2>
      <Card className="flex flex-wrap items-baseline gap-x-6 gap-y-1 p-4 text-sm">
        <span>
          <span className="text-2xl font-semibold tabular-nums">{formatCompact(waiting)}</span> waiting
          {oldestSeconds === null ? "" : `, the oldest for ${formatMs(oldestSeconds * 1000)}`}
        </span>
        <span className="text-muted-foreground">{formatCompact(working)} being read</span>
        <span className={workers === 0 ? "text-destructive" : "text-muted-foreground"}>
          {workers === 0 ? "no worker runs: nothing is read" : `${formatPlural(workers, "worker")} running`}
        </span>
      </Card>
    </section>
  );
}
