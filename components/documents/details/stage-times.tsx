import { formatMs } from "@/components/admin/format-figures";
import type { Receipt } from "@/lib/document";

const stages = [
  { stage: "parsing", name: "Parsing", colour: "bg-chart-1" },
  { stage: "chunking", name: "Chunking", colour: "bg-chart-3" },
  { stage: "embedding", name: "Embedding", colour: "bg-chart-4" },
  { stage: "indexing", name: "Indexing", colour: "bg-chart-2" },
] as const;

/** How long each step took, as one bar of four parts and in figures. */
export function StageTimes({ stageMs }: { stageMs: Receipt["stageMs"] }) {
  const totalMs = stages.reduce((sum, { stage }) => sum + stageMs[stage], 0);
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">Time by step, {formatMs(totalMs)} in all</h3>
      <div aria-hidden className="mb-2.5 flex h-2 gap-px overflow-hidden rounded-full bg-secondary">
        {stages.map(({ stage, colour }) => (
          <span key={stage} className={colour} style={{ flexGrow: stageMs[stage] }} />
        ))}
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-1.5 text-sm sm:grid-cols-4">
        {stages.map(({ stage, name, colour }) => (
          <div key={stage}>
            <dt className="flex items-center gap-1.5 text-[13px] text-muted-foreground">
              <span aria-hidden className={`size-2.5 rounded-xs ${colour}`} />
              {name}
            </dt>
            <dd className="tabular-nums">{formatMs(stageMs[stage])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
