"use client";

import { useEffect, useRef } from "react";
import useSWR from "swr";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { Citation } from "@/lib/turn";
import { cn } from "@/lib/utils";
import type { DocumentView } from "../document-view";
import { joinChunks, type ShownChunk, type SourceChunk } from "./join-chunks";
import { SourceMarkdown } from "./source-markdown";
import { SourceSkeleton } from "./source-skeleton";

const chunksAround = 9;

/** The part of a document around a citation, as text, with the quote marked and in view. */
export function SourceText({ citation, document }: { citation: Citation; document: DocumentView }) {
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
  const chunks = joinChunks(data.chunks, chunkId);
  return <Chunks chunks={chunks} citation={citation} look={lookOf(document)} />;
}

/** Markdown's signs are markup in what was written from structure, and letters like any other in text and code. */
type TextLook = "markdown" | "plain" | "code";

function lookOf({ kind, mediaType }: DocumentView): TextLook {
  if (kind === "code" || kind === "data") return "code";
  return mediaType === "text/plain" || kind === "image" ? "plain" : "markdown";
}

function Chunks({
  chunks,
  citation: { start, end },
  look,
}: {
  chunks: ShownChunk[];
  citation: Citation;
  look: TextLook;
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
      {chunks.map(({ id, text, isCited }) => {
        const quote = isCited ? { start, end } : null;
        return (
          <div
            key={id}
            dir="auto"
            data-cited={isCited || undefined}
            // A heading has as much room above it as one within a chunk.
            className="not-first:has-[>.reading>h3:first-child]:mt-3"
          >
            {look === "markdown" ? (
              <SourceMarkdown text={text} quote={quote} />
            ) : (
              <PlainText text={text} quote={quote} isCode={look === "code"} />
            )}
          </div>
        );
      })}
    </div>
  );
}

function PlainText({
  text,
  quote,
  isCode,
}: {
  text: string;
  quote: { start: number; end: number } | null;
  isCode: boolean;
}) {
  return (
    <p
      className={cn(
        "whitespace-pre-wrap",
        isCode ? "font-mono text-[13px] leading-relaxed break-words" : "reading text-[1rem]",
      )}
    >
      {quote ? text.slice(0, quote.start) : text}
      {quote ? (
        <>
          <mark>{text.slice(quote.start, quote.end)}</mark>
          {text.slice(quote.end)}
        </>
      ) : null}
    </p>
  );
}
