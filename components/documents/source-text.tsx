"use client";

import { useEffect, useRef } from "react";
import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { Citation } from "@/lib/turn";
import { type SourceChunk, type SourcePassage, sourcePassages } from "./source-passages";
import { SourceSkeleton } from "./source-skeleton";

const chunksAround = 9;

/** The part of a document around a citation, as text, with the quote marked and in view. */
export function SourceText({ citation }: { citation: Citation }) {
  const { documentId, chunkId } = citation;
  const url = `/api/v1/documents/${documentId}/chunks?around=${chunkId}&limit=${chunksAround}`;
  const { data, error, mutate } = useSWR<{ chunks: SourceChunk[] }>(url, apiRequest, {
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
  return (
    <div className="px-6 py-5">
      {sourcePassages(data.chunks, chunkId).map((passage) => (
        <Passage key={passage.id} passage={passage} citation={citation} />
      ))}
    </div>
  );
}

function Passage({ passage, citation }: { passage: SourcePassage; citation: Citation }) {
  const { text, heading, isCited } = passage;
  return (
    <div className="mb-4">
      {heading && <p className="mt-6 mb-2 text-xs font-semibold text-muted-foreground">{heading}</p>}
      <div className="reading text-[1rem] whitespace-pre-wrap">
        {isCited ? <MarkedText text={text} citation={citation} /> : text}
      </div>
    </div>
  );
}

function MarkedText({ text, citation: { start, end } }: { text: string; citation: Citation }) {
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: "center" });
  }, []);
  return (
    <>
      {text.slice(0, start)}
      <mark ref={mark} className="rounded-xs px-0.5 py-px box-decoration-clone">
        {text.slice(start, end)}
      </mark>
      {text.slice(end)}
    </>
  );
}
