import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "@/components/ui/button";

interface PageButtonsProps {
  pageNumber: number;
  nextCursor: string | null;
  onBack: () => void;
  onForward: (cursor: string) => void;
}

/** Back and forward through pages reached by cursor; nothing where there is one page only. */
export function PageButtons({ pageNumber, nextCursor, onBack, onForward }: PageButtonsProps) {
  if (pageNumber === 1 && nextCursor === null) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3 text-sm">
      <Button variant="outline" size="sm" disabled={pageNumber === 1} onClick={onBack}>
        <ChevronLeft />
        Newer
      </Button>
      <span className="text-muted-foreground tabular-nums">Page {pageNumber}</span>
      <Button
        variant="outline"
        size="sm"
        disabled={nextCursor === null}
        onClick={() => nextCursor !== null && onForward(nextCursor)}
      >
        Older
        <ChevronRight />
      </Button>
    </nav>
  );
}
