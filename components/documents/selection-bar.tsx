import { RotateCw, Trash2 } from "lucide-react";
import { formatPlural } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { type DocumentView, isRetryable } from "./document-view";

interface SelectionBarProps {
  selected: DocumentView[];
  onRetry: () => void;
  onDelete: () => void;
  onClear: () => void;
}

/** What can be done with the documents that are ticked; nothing while none is. */
export function SelectionBar({ selected, onRetry, onDelete, onClear }: SelectionBarProps) {
  if (selected.length === 0) return null;
  const retryable = selected.filter(isRetryable).length;
  return (
    <div className="sticky top-2 z-10 flex flex-wrap items-center gap-2 rounded-lg border bg-popover px-3 py-2 shadow-md">
      <p role="status" className="mr-auto text-sm font-medium">
        {formatPlural(selected.length, "document")} selected
      </p>
      {retryable > 0 ? (
        <Button variant="outline" size="sm" onClick={onRetry}>
          <RotateCw />
          Try {retryable} again
        </Button>
      ) : null}
      <Button variant="destructive" size="sm" onClick={onDelete}>
        <Trash2 />
        Delete
      </Button>
      <Button variant="ghost" size="sm" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
