"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Document, Page, PasswordResponses, pdfjs } from "react-pdf";
import "react-pdf/dist/Page/TextLayer.css";
import type { Citation } from "@/lib/turn";
import { PageBar } from "./page-bar";
import { QuoteMarks } from "./quote-marks";
import { SourceLock } from "./source-lock";
import { findQuote } from "./source-quote";
import { SourceSkeleton } from "./source-skeleton";
import { useCitedBoxes } from "./use-cited-boxes";
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

/** Asked by an encrypted file, with a way to answer. */
interface Lock {
  isWrong: boolean;
  open: (password: string) => void;
}

/**
 * The page of a PDF that a citation points to, with the quote highlighted and in view; other pages are a click away. Where the
 * chunk knows the places of its lines these are marked, scanned pages among them; otherwise the quote is looked for in the page's
 * text. Asks for the password of an encrypted file. Calls `onFail` when the file can't be shown, so that its text can be.
 */
export function SourcePdf({ citation, onFail }: { citation: Citation; onFail: () => void }) {
  const { documentId, quote } = citation;
  const boxes = useCitedBoxes(citation);
  const hasBoxes = boxes !== undefined && boxes.length > 0;
  const citedPage = boxes?.[0]?.page ?? citation.page ?? 1;
  const frame = useRef<HTMLDivElement>(null);
  const width = useElementWidth(frame);
  const [pageCount, setPageCount] = useState<number | null>(null);
  const [turnedTo, setTurnedTo] = useState<number | null>(null);
  const pageNumber = turnedTo ?? citedPage;
  const [zoom, setZoom] = useState(0);
  const [lock, setLock] = useState<Lock | null>(null);
  const [texts, setTexts] = useState<string[]>([]);
  const file = `/api/v1/documents/${documentId}/file`;

  const spans = useMemo(() => {
    // A quote may begin on the cited page and end on the next.
    const isNear = pageNumber === citedPage || pageNumber === citedPage + 1;
    const isSought = isNear && boxes?.length === 0;
    return new Map(isSought ? findQuote(texts, quote).map((span) => [span.index, span]) : []);
  }, [texts, quote, pageNumber, citedPage, boxes]);

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
    setTurnedTo(page);
    frame.current?.scrollTo({ top: 0 });
  };
  const showMark = useCallback(() => {
    frame.current?.querySelector("mark")?.scrollIntoView({ block: "center" });
  }, []);
  // The page may have been drawn before the places were known.
  useEffect(() => {
    if (hasBoxes) showMark();
  }, [hasBoxes, showMark]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div ref={frame} className="min-h-0 flex-1 overflow-auto bg-muted p-4" data-testid="source-pdf">
        {lock ? (
          <SourceLock title={citation.title} isWrong={lock.isWrong} onPassword={lock.open} onText={onFail} />
        ) : null}
        <Document
          className={lock ? "hidden" : undefined}
          file={file}
          options={pdfOptions}
          suspense={false}
          loading={<SourceSkeleton />}
          error={<SourceSkeleton />}
          onPassword={(open, reason) =>
            setLock({ isWrong: reason === PasswordResponses.INCORRECT_PASSWORD, open })
          }
          onLoadSuccess={({ numPages }) => {
            setLock(null);
            setPageCount(numPages);
          }}
          onLoadError={onFail}
        >
          {pageCount !== null && width > 0 && (
            <Page
              key={`${pageNumber}-${zoom}`}
              className="relative mx-auto w-fit overflow-hidden rounded-sm bg-white shadow-sm"
              pageNumber={Math.min(pageNumber, pageCount)}
              width={Math.min(width - 32, pageWidthMax) * (zooms[zoom] ?? 1)}
              suspense={false}
              loading={<SourceSkeleton />}
              renderAnnotationLayer={false}
              customTextRenderer={hasBoxes ? undefined : renderText}
              onRenderSuccess={showMark}
              onGetTextSuccess={({ items }) => setTexts(items.map((item) => ("str" in item ? item.str : "")))}
              onRenderTextLayerSuccess={showMark}
            >
              <QuoteMarks boxes={(boxes ?? []).filter(({ page }) => page === pageNumber)} />
            </Page>
          )}
        </Document>
      </div>
      {pageCount !== null && (
        <PageBar
          pageNumber={pageNumber}
          pageCount={pageCount}
          citedPage={citedPage}
          canShrink={zoom > 0}
          canGrow={zoom < zooms.length - 1}
          onTurn={turnTo}
          onZoom={(step) => setZoom(zoom + step)}
        />
      )}
    </div>
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
