"use client";

import { useEffect, useRef } from "react";
import type { Citation } from "@/lib/turn";
import { QuoteMarks } from "./quote-marks";
import { useCitedBoxes } from "./use-cited-boxes";

/** What every browser draws by itself. */
export const shownImageTypes = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);

/** The picture that a citation's text was read from, with the quote marked. Calls `onFail` when it can't be shown. */
export function SourceImage({ citation, onFail }: { citation: Citation; onFail: () => void }) {
  const frame = useRef<HTMLDivElement>(null);
  const boxes = useCitedBoxes(citation);
  useEffect(() => {
    if (boxes) frame.current?.querySelector("mark")?.scrollIntoView({ block: "center" });
  }, [boxes]);
  return (
    <div className="min-h-0 flex-1 overflow-auto bg-muted p-4" data-testid="source-image">
      <div ref={frame} className="relative mx-auto w-fit bg-white shadow-sm">
        {/* biome-ignore lint/performance/noImgElement: it needs the reader's session, which an optimiser hasn't */}
        <img
          src={`/api/v1/documents/${citation.documentId}/file`}
          alt={`${citation.title}. It reads: ${citation.quote}`}
          className="block h-auto max-w-full"
          onError={onFail}
        />
        <QuoteMarks boxes={boxes ?? []} />
      </div>
    </div>
  );
}
