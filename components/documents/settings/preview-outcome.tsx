"use client";

import { useState } from "react";
import { formatCount, formatPlural } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { PreviewChunk, PreviewResult } from "@/lib/document";
import { languageName } from "../details/language-name";
import { SizeHistogram } from "./size-histogram";

const chunksPerStep = 20;

/** What a file came to: a line of figures, how long its chunks are, and the chunks. */
export function PreviewOutcome({ result, tokensMax }: { result: PreviewResult; tokensMax: number }) {
  const [shownMax, setShownMax] = useState(chunksPerStep);
  const { chunks, chunkCount, tokens } = result;
  const left = Math.min(chunksPerStep, chunks.length - shownMax);
  const facts = [
    formatPlural(chunkCount, "chunk"),
    result.pages === null ? null : formatPlural(result.pages, "page"),
    formatPlural(result.characters, "character"),
    formatPlural(tokens.total, "token"),
    result.tables > 0 ? formatPlural(result.tables, "table") : null,
    result.language === null ? null : languageName(result.language),
    result.parser,
  ];
  return (
    <div className="grid gap-4">
      <Card className="grid gap-4 px-5 py-4">
        <div className="grid gap-1">
          <h3 className="text-[15px] leading-tight font-semibold break-words">
            <bdi>{result.title}</bdi>
          </h3>
          <p className="text-[13px] leading-relaxed text-muted-foreground">
            {facts.filter(Boolean).join(" · ")}
          </p>
        </div>
        <SizeHistogram sizes={result.sizes} tokensMax={tokensMax} />
        <p className="text-[13px] text-muted-foreground">
          Shortest {formatCount(tokens.min)}, median {formatCount(tokens.median)}, longest{" "}
          {formatCount(tokens.max)} of {formatPlural(tokensMax, "token")}.
        </p>
      </Card>
      {result.warnings.map((warning) => (
        <Alert key={warning} variant="warning">
          {warning}
        </Alert>
      ))}
      <ol aria-label="Chunks" className="flex flex-col gap-3">
        {chunks.slice(0, shownMax).map((chunk) => (
          <PreviewCard key={chunk.ordinal} chunk={chunk} />
        ))}
      </ol>
      {left > 0 ? (
        <Button variant="outline" onClick={() => setShownMax(shownMax + chunksPerStep)}>
          Show {left} more
        </Button>
      ) : null}
      {left <= 0 && chunkCount > chunks.length ? (
        <p className="text-[13px] text-muted-foreground">
          These are the first {formatCount(chunks.length)} of {formatPlural(chunkCount, "chunk")}.
        </p>
      ) : null}
    </div>
  );
}

function PreviewCard({ chunk }: { chunk: PreviewChunk }) {
  const { text, overlapChars } = chunk;
  return (
    <li className="rounded-lg border bg-card p-3">
      <p className="mb-1.5 flex flex-wrap gap-x-3 text-[13px] text-muted-foreground">
        <span>{chunk.ordinal + 1}</span>
        {chunk.page === null ? null : <span>page {chunk.page}</span>}
        <span>{formatPlural(chunk.tokenCount, "token")}</span>
        {chunk.headingPath.length > 0 ? (
          <bdi className="min-w-0 break-words">{chunk.headingPath.join(" › ")}</bdi>
        ) : null}
      </p>
      <p dir="auto" className="text-sm leading-relaxed break-words whitespace-pre-wrap">
        {overlapChars > 0 ? (
          <span
            title="Repeated from the chunk before"
            className="rounded-sm bg-secondary text-muted-foreground"
          >
            <span className="sr-only">Repeated from the chunk before: </span>
            {text.slice(0, overlapChars)}
          </span>
        ) : null}
        {text.slice(overlapChars)}
      </p>
    </li>
  );
}
