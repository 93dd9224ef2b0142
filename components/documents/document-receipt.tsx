import { formatBytes, formatCost, formatCount, formatMs } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import type { Receipt } from "@/lib/turn";
import { PageStrip } from "./page-strip";

const stages = [
  { stage: "parsing", name: "Parsing" },
  { stage: "chunking", name: "Chunking" },
  { stage: "embedding", name: "Embedding" },
  { stage: "indexing", name: "Indexing" },
] as const;

/** What ingestion did with a document: what was read, what became of it, and how long each step took. */
export function DocumentReceipt({ receipt }: { receipt: Receipt }) {
  return (
    <div className="flex flex-col gap-5">
      {receipt.warnings.map((warning) => (
        <Alert key={warning} variant="warning">
          {warning}
        </Alert>
      ))}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm">
        {factsOf(receipt).map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-[13px] text-muted-foreground">{name}</dt>
            <dd className="break-words tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {receipt.charactersPerPage && receipt.charactersPerPage.length > 0 ? (
        <PageStrip charactersPerPage={receipt.charactersPerPage} />
      ) : null}
      <StageTimes stageMs={receipt.stageMs} />
    </div>
  );
}

function factsOf(receipt: Receipt): [name: string, value: string][] {
  const facts: [string, string][] = [
    ["Read by", receipt.parser],
    ["Type", receipt.mediaType],
    ["Size", formatBytes(receipt.byteSize)],
    ["Pages", receipt.pages === null ? "has none" : formatCount(receipt.pages)],
    ["Characters", formatCount(receipt.characters)],
    ["Language", receipt.language ?? "not recognised"],
    ["Tables", formatCount(receipt.tables)],
    ["Images left out", formatCount(receipt.imagesSkipped)],
    ["Chunks", formatCount(receipt.chunks)],
    ["Tokens", formatCount(receipt.tokens)],
    ["Embedded with", receipt.embeddingModel],
    ["Cost", formatCost(receipt.costMicroUsd)],
  ];
  return facts;
}

function StageTimes({ stageMs }: { stageMs: Receipt["stageMs"] }) {
  const totalMs = stages.reduce((sum, { stage }) => sum + stageMs[stage], 0);
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">Time by step, {formatMs(totalMs)} in all</h3>
      <dl className="grid gap-1.5 text-sm">
        {stages.map(({ stage, name }) => (
          <div key={stage} className="grid grid-cols-[6rem_1fr_5rem] items-center gap-3">
            <dt className="text-muted-foreground">{name}</dt>
            <dd aria-hidden className="h-1.5 rounded-full bg-secondary">
              <div
                className="h-full rounded-full bg-chart-1"
                style={{ width: `${totalMs > 0 ? (stageMs[stage] / totalMs) * 100 : 0}%` }}
              />
            </dd>
            <dd className="text-right tabular-nums">{formatMs(stageMs[stage])}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-[13px] text-muted-foreground">
        The model reads the text of the chunks, not the file: look through the chunks to see what it sees.
      </p>
    </section>
  );
}
