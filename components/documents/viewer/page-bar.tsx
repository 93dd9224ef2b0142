import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface PageBarProps {
  pageNumber: number;
  pageCount: number;
  citedPage: number;
  canShrink: boolean;
  canGrow: boolean;
  onTurn: (page: number) => void;
  onZoom: (step: 1 | -1) => void;
}

/** Turns the pages of a source and makes them larger or smaller. */
export function PageBar({
  pageNumber,
  pageCount,
  citedPage,
  canShrink,
  canGrow,
  onTurn,
  onZoom,
}: PageBarProps) {
  return (
    <div className="flex h-12 shrink-0 items-center gap-1 border-t px-2.5 text-[13px]">
      <IconButton label="Previous page" disabled={pageNumber <= 1} onClick={() => onTurn(pageNumber - 1)}>
        <ChevronLeft />
      </IconButton>
      <span className="min-w-24 text-center tabular-nums" aria-live="polite">
        Page {pageNumber} of {pageCount}
      </span>
      <IconButton label="Next page" disabled={pageNumber >= pageCount} onClick={() => onTurn(pageNumber + 1)}>
        <ChevronRight />
      </IconButton>
      {pageNumber !== citedPage && (
        <Button variant="ghost" size="sm" onClick={() => onTurn(citedPage)}>
          Back to page {citedPage}
        </Button>
      )}
      <span className="flex-1" />
      <IconButton label="Smaller" disabled={!canShrink} onClick={() => onZoom(-1)}>
        <ZoomOut />
      </IconButton>
      <IconButton label="Larger" disabled={!canGrow} onClick={() => onZoom(1)}>
        <ZoomIn />
      </IconButton>
    </div>
  );
}

function IconButton({
  label,
  disabled,
  onClick,
  children,
}: {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Button variant="ghost" size="icon-sm" aria-label={label} disabled={disabled} onClick={onClick}>
      {children}
    </Button>
  );
}
