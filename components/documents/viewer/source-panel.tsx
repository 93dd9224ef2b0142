"use client";

import { ExternalLink, X } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import useSWR from "swr";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import { VerdictLabel } from "@/components/chat/verdict-label";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Tooltip } from "@/components/ui/tooltip";
import type { Citation } from "@/lib/turn";
import type { DocumentView } from "../document-view";
import { SourceImage, shownImageTypes } from "./source-image";
import { SourceSkeleton } from "./source-skeleton";
import { SourceText } from "./source-text";
import { VersionBanner } from "./version-banner";

/** pdf.js is large and needs a browser, so it is loaded when the first PDF is opened. */
const SourcePdf = dynamic(() => import("./source-pdf").then((module) => module.SourcePdf), {
  ssr: false,
  loading: () => <SourceSkeleton />,
});

/** A citation's document, open at the cited chunk: a PDF as its page, a picture as itself, other types as their text. */
export function SourcePanel({
  citation,
  reason,
  titleId,
  onClose,
}: {
  citation: Citation;
  /** Why the sentence isn't supported, where it isn't. */
  reason: string | undefined;
  titleId: string;
  onClose: () => void;
}) {
  const { documentId, title, page, headingPath, verdict } = citation;
  const {
    data: document,
    error,
    mutate,
  } = useSWR<DocumentView, ApiRequestError>(`/api/v1/documents/${documentId}`, apiRequest, {
    revalidateOnFocus: false,
    shouldRetryOnError: false,
  });
  const place = [page === null ? null : `Page ${page}`, ...headingPath.filter((heading) => heading !== title)]
    .filter(Boolean)
    .join(" · ");

  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex items-start gap-1 border-b py-3 pr-2.5 pl-6">
        <div className="min-w-0 flex-1">
          <h2
            id={titleId}
            className="line-clamp-2 text-sm font-semibold [overflow-wrap:anywhere]"
            title={title}
          >
            <span className="mr-1.5 inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm bg-primary px-1 text-[11px] text-primary-foreground tabular-nums">
              {citation.index}
            </span>
            <bdi>{title}</bdi>
          </h2>
          {place && <p className="mt-0.5 truncate text-xs text-muted-foreground">{place}</p>}
          <VerdictLabel verdict={verdict} reason={reason} className="mt-1.5" />
        </div>
        {document && (
          <Tooltip content="Open the original file">
            <Button asChild variant="ghost" size="icon-sm" className="text-muted-foreground">
              <a
                href={`/api/v1/documents/${documentId}/file`}
                target="_blank"
                rel="noopener"
                aria-label="Open the original file"
              >
                <ExternalLink />
              </a>
            </Button>
          </Tooltip>
        )}
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Close the source"
          className="text-muted-foreground"
          onClick={onClose}
        >
          <X />
        </Button>
      </header>
      {document && <VersionBanner document={document} />}
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <SourceBody
          key={`${citation.chunkId}-${citation.start}`}
          citation={citation}
          document={document}
          error={error}
          onRetry={() => void mutate()}
        />
      </div>
    </div>
  );
}

function SourceBody({
  citation,
  document,
  error,
  onRetry,
}: {
  citation: Citation;
  document: DocumentView | undefined;
  error: ApiRequestError | undefined;
  onRetry: () => void;
}) {
  const [isTextOnly, setIsTextOnly] = useState(false);
  if (error || citation.quote === "")
    return <MissingSource citation={citation} error={error} onRetry={onRetry} />;
  if (!document) return <SourceSkeleton />;
  const toText = () => setIsTextOnly(true);
  if (isTextOnly) return <SourceText citation={citation} document={document} />;
  if (document.mediaType === "application/pdf") return <SourcePdf citation={citation} onFail={toText} />;
  if (shownImageTypes.has(document.mediaType)) return <SourceImage citation={citation} onFail={toText} />;
  return <SourceText citation={citation} document={document} />;
}

function MissingSource({
  citation,
  error,
  onRetry,
}: {
  citation: Citation;
  error: ApiRequestError | undefined;
  onRetry: () => void;
}) {
  const isGone = citation.quote === "" || error?.status === 404;
  const description = isGone
    ? "It was deleted after this answer was written, or you may no longer read it."
    : error?.message;
  return (
    <div className="grid gap-5 p-5">
      <EmptyState
        title={isGone ? "This document is gone" : "The source can't be shown"}
        description={description}
      >
        {isGone ? null : (
          <Button variant="outline" size="sm" onClick={onRetry}>
            Try again
          </Button>
        )}
      </EmptyState>
      {citation.quote !== "" && (
        <figure>
          <figcaption className="text-xs font-medium text-muted-foreground">
            The quote as it was cited
          </figcaption>
          <blockquote dir="auto" className="reading mt-2 border-s-3 border-highlight ps-3 text-[1rem]">
            {citation.quote}
          </blockquote>
        </figure>
      )}
    </div>
  );
}
