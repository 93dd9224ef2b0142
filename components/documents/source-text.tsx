"use client";

import { useEffect, useRef } from "react";
import useSWR from "swr";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { Citation } from "@/lib/turn";
import { SourceMarkdown } from "./source-markdown";
import { type SourceChunk, type SourcePassage, sourcePassages } from "./source-passages";
import { SourceSkeleton } from "./source-skeleton";

const chunksAround = 9;

/** The part of a document around a citation, as text, with the quote marked and in view. */
export function SourceText({ citation, isPlain }: { citation: Citation; isPlain: boolean }) {
  const { documentId, chunkId } = citation;
  const url = `/api/v1/documents/${documentId}/chunks?around=${chunkId}&limit=${chunksAround}`;
  const { data, error, mutate } = useSWR<{ chunks: SourceChunk[] }, ApiRequestError>(url, apiRequest, {
    revalidateOnFocus: false,
  });

  if (error) {
    return (
      <div className="p-5">
        <Alert
          variant="warning"
          action={
            <Button variant="outline" size="sm" onClick={() => mutate()}>
              Try again
            </Button>
          }
        >
          {error.message}
        </Alert>
      </div>
    );
  }
  if (!data) return <SourceSkeleton />;
  return <Passages passages={sourcePassages(data.chunks, chunkId)} citation={citation} isPlain={isPlain} />;
}

function Passages({
  passages,
  citation: { start, end },
  isPlain,
}: {
  passages: SourcePassage[];
  citation: Citation;
  isPlain: boolean;
}) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const cited = frame.current?.querySelector("mark") ?? frame.current?.querySelector("[data-cited]");
    cited?.scrollIntoView({ block: "center" });
  }, []);

  return (
    <div
      ref={frame}
      className="grid grid-cols-1 gap-[0.85rem] px-6 py-5 [&_mark]:box-decoration-clone [&_mark]:rounded-xs [&_mark]:py-px"
    >
      {passages.map(({ id, text, isCited }) => {
        const quote = isCited ? { start, end } : null;
        return (
          <div key={id} data-cited={isCited || undefined}>
            {isPlain ? <PlainText text={text} quote={quote} /> : <SourceMarkdown text={text} quote={quote} />}
          </div>
        );
      })}
    </div>
  );
}

function PlainText({ text, quote }: { text: string; quote: { start: number; end: number } | null }) {
  if (!quote) return <p className="reading text-[1rem] whitespace-pre-wrap">{text}</p>;
  return (
    <p className="reading text-[1rem] whitespace-pre-wrap">
      {text.slice(0, quote.start)}
      <mark>{text.slice(quote.start, quote.end)}</mark>
      {text.slice(quote.end)}
    </p>
  );
}
