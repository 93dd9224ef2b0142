"use client";

import { useEffect, useId } from "react";
import { SourcePanel } from "@/components/documents/viewer/source-panel";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";
import type { Citation } from "@/lib/turn";
import { useMediaQuery } from "./use-media-query";

/** The open source: beside the conversation where there is room, over it where there isn't. Escape closes it. */
export function SourceDock({
  citation,
  reason,
  onClose,
}: {
  citation: Citation | null;
  reason: string | undefined;
  onClose: () => void;
}) {
  const titleId = useId();
  const isWide = useMediaQuery("(min-width: 1100px)");

  useEffect(() => {
    if (!citation || !isWide) return;
    const onKeyDown = (event: KeyboardEvent) => {
      // A menu or dialog that is open takes Escape for itself, and says so.
      if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) onClose();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [citation, isWide, onClose]);

  if (isWide) {
    if (!citation) return null;
    return (
      <aside
        aria-labelledby={titleId}
        className="flex h-full w-[44%] max-w-3xl min-w-md shrink-0 animate-fade-in flex-col border-l bg-background"
      >
        <SourcePanel citation={citation} reason={reason} titleId={titleId} onClose={onClose} />
      </aside>
    );
  }
  return (
    <Sheet open={citation !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent side="bottom" hasClose={false} className="overflow-hidden">
        <SheetTitle className="sr-only">Source: {citation?.title}</SheetTitle>
        {citation && <SourcePanel citation={citation} reason={reason} titleId={titleId} onClose={onClose} />}
      </SheetContent>
    </Sheet>
  );
}
