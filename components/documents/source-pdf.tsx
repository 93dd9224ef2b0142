"use client";

import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { Document, Page, pdfjs } from "react-pdf";
import "react-pdf/dist/Page/TextLayer.css";
import { Button } from "@/components/ui/button";
import type { Citation } from "@/lib/turn";
import { findQuote } from "./source-quote";
import { SourceSkeleton } from "./source-skeleton";
import { useElementWidth } from "./use-element-width";

pdfjs.GlobalWorkerOptions.workerSrc = new URL(
  "pdfjs-dist/build/pdf.worker.min.mjs",
  import.meta.url,
).toString();

/** Copied from pdfjs-dist at build: character maps for East Asian fonts, the standard fonts, image decoders. */
const pdfOptions = {
  cMapUrl: "/pdfjs/cmaps/",
  standardFontDataUrl: "/pdfjs/standard_fonts/",
  wasmUrl: "/pdfjs/wasm/",
  isEvalSupported: false,
};

const pageWidthMax = 900;

/** In multiples of the panel's width. */
const zooms = [1, 1.3, 1.7, 2.2];

/**
 * The page of a PDF that a citation points to, with the quote highlighted and in view; other pages are a click away.
 * Calls `onFail` when the file can't be shown, so that its text can be.
 */
export function SourcePdf({ citation, onFail }: { citation: Citation; onFail: () => void }) {
  const { documentId, quote } = citation;
  const citedPage = citation.page ?? 1;
  const frame = useRef<HTMLDivElement>(null);
  const width = useElementWidth(frame);
  const [pageCount, setPageCount] = useState<number | null>(null);
  const [pageNumber, setPageNumber] = useState(citedPage);
  const [zoom, setZoom] = useState(0);
  const [texts, setTexts] = useState<string[]>([]);
  const file = `/api/v1/documents/${documentId}/file`;

  const spans = useMemo(() => {
    // A quote may begin on the cited page and end on the next.
    const isNear = pageNumber === citedPage || pageNumber === citedPage + 1;
    return new Map(isNear ? findQuote(texts, quote).map((span) => [span.index, span]) : []);
  }, [texts, quote, pageNumber, citedPage]);

  const renderText = useCallback(
    ({ str, itemIndex }: { str: string; itemIndex: number }) => {
      const span = spans.get(itemIndex);
      if (!span) return escapeHtml(str);
      const marked = `<mark>${escapeHtml(str.slice(span.start, span.end))}</mark>`;
      return escapeHtml(str.slice(0, span.start)) + marked + escapeHtml(str.slice(span.end));
    },
    [spans],
  );

  const turnTo = (page: number) => {
    setTexts([]);
    setPageNumber(page);
    frame.current?.scrollTo({ top: 0 });
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div ref={frame} className="min-h-0 flex-1 overflow-auto bg-muted p-4" data-testid="source-pdf">
        <Document
          file={file}
          options={pdfOptions}
          suspense={false}
          loading={<SourceSkeleton />}
          error={<SourceSkeleton />}
          onLoadSuccess={({ numPages }) => setPageCount(numPages)}
          onLoadError={onFail}
        >
          {pageCount !== null && width > 0 && (
            <Page
              key={`${pageNumber}-${zoom}`}
              className="mx-auto w-fit overflow-hidden rounded-sm bg-white shadow-sm"
              pageNumber={Math.min(pageNumber, pageCount)}
              width={Math.min(width - 32, pageWidthMax) * (zooms[zoom] ?? 1)}
              suspense={false}
              loading={<SourceSkeleton />}
              renderAnnotationLayer={false}
              customTextRenderer={renderText}
              onGetTextSuccess={({ items }) => setTexts(items.map((item) => ("str" in item ? item.str : "")))}
              onRenderTextLayerSuccess={() => {
                frame.current?.querySelector("mark")?.scrollIntoView({ block: "center" });
              }}
            />
          )}
        </Document>
      </div>
      {pageCount !== null && (
        <div className="flex h-12 shrink-0 items-center gap-1 border-t px-2.5 text-[13px]">
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Previous page"
            disabled={pageNumber <= 1}
            onClick={() => turnTo(pageNumber - 1)}
          >
            <ChevronLeft />
          </Button>
          <span className="min-w-24 text-center tabular-nums" aria-live="polite">
            Page {pageNumber} of {pageCount}
          </span>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Next page"
            disabled={pageNumber >= pageCount}
            onClick={() => turnTo(pageNumber + 1)}
          >
            <ChevronRight />
          </Button>
          {pageNumber !== citedPage && (
            <Button variant="ghost" size="sm" onClick={() => turnTo(citedPage)}>
              Back to page {citedPage}
            </Button>
          )}
          <span className="flex-1" />
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Smaller"
            disabled={zoom === 0}
            onClick={() => setZoom(zoom - 1)}
          >
            <ZoomOut />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Larger"
            disabled={zoom === zooms.length - 1}
            onClick={() => setZoom(zoom + 1)}
          >
            <ZoomIn />
          </Button>
        </div>
      )}
    </div>
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
