import { formatBytes, formatCost, formatCount } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import { defaultChunking, type Receipt } from "@/lib/document";
import { languageName } from "./language-name";
import { PageStrip } from "./page-strip";
import { StageTimes } from "./stage-times";

/** What ingestion did with a document: what was read, what became of it, and how long each step took. */
export function DocumentReceipt({ receipt }: { receipt: Receipt }) {
  return (
    <div className="flex flex-col gap-6">
      {receipt.warnings.length > 0 ? (
        <div className="flex flex-col gap-2">
          {receipt.warnings.map((warning) => (
            <Alert key={warning} variant="warning">
              {warning}
            </Alert>
          ))}
        </div>
      ) : null}
      <Facts title="What was read" facts={readFacts(receipt)} />
      {receipt.charactersPerPage && receipt.charactersPerPage.length > 0 ? (
        <PageStrip charactersPerPage={receipt.charactersPerPage} ocrPages={receipt.ocrPages ?? []} />
      ) : null}
      <Facts title="What became of it" facts={indexFacts(receipt)} />
      <StageTimes stageMs={receipt.stageMs} />
    </div>
  );
}

type Fact = [name: string, value: string];

function readFacts(receipt: Receipt): Fact[] {
  return [
    ["Read by", receipt.parser],
    ["Type", receipt.mediaType],
    ["Size", formatBytes(receipt.byteSize)],
    ["Pages", receipt.pages === null ? "has none" : formatCount(receipt.pages)],
    ["Pages by OCR", formatCount(receipt.ocrPages?.length ?? 0)],
    ["Characters", formatCount(receipt.characters)],
    ["Language", languageName(receipt.language)],
    ["Tables", formatCount(receipt.tables)],
    ["Images left out", formatCount(receipt.imagesSkipped)],
    ["Headers and footers left out", formatCount(receipt.droppedLines ?? 0)],
  ];
}

function indexFacts(receipt: Receipt): Fact[] {
  const { tokensMax, overlapShare } = receipt.chunking ?? defaultChunking;
  return [
    ["Chunks", formatCount(receipt.chunks)],
    ["Tokens", formatCount(receipt.tokens)],
    ["Cut at", `${formatCount(tokensMax)} tokens, ${Math.round(overlapShare * 100)} % overlap`],
    ["Embedded with", receipt.embeddingModel],
    ["Cost", formatCost(receipt.costMicroUsd)],
  ];
}

function Facts({ title, facts }: { title: string; facts: Fact[] }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm sm:grid-cols-3">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-[13px] text-muted-foreground">{name}</dt>
            <dd className="break-words tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
