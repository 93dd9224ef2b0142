import { Ban, RotateCw, Trash2 } from "lucide-react";
import { formatCount, formatPlural } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { type DocumentView, isRetryable, isUnfinished } from "../document-view";
import type { BulkWork } from "../use-document-actions";

interface SelectionBarProps {
  /** The documents that are ticked, of those that have been read. */
  selected: DocumentView[];
  /** How many there are: more than `selected` where all that match are chosen. */
  count: number;
  /** How many match in all, where it makes sense to choose them all; null where it doesn't. */
  matching: number | null;
  work: BulkWork | null;
  onSelectMatching: () => void;
  onRetry: () => void;
  onCancel: () => void;
  onDelete: () => void;
  onClear: () => void;
  onStop: () => void;
}

/** What can be done with the documents that are ticked, and how far that is; nothing while none is. */
export function SelectionBar({ selected, count, matching, work, ...on }: SelectionBarProps) {
  if (work) return <WorkBar work={work} onStop={on.onStop} />;
  if (count === 0) return null;
  const isMore = count > selected.length;
  const retryable = selected.filter(isRetryable).length;
  const cancellable = selected.filter(isUnfinished).length;
  return (
    <div className="sticky top-2 z-10 flex flex-wrap items-center gap-2 rounded-lg border bg-popover px-3 py-2 shadow-md">
      <p role="status" className="mr-auto text-sm font-medium">
        {formatPlural(count, "document")} selected
      </p>
      {matching !== null && matching > count ? (
        <Button variant="link" size="sm" onClick={on.onSelectMatching}>
          Select all {formatCount(matching)}
        </Button>
      ) : null}
      {retryable > 0 ? (
        <Button variant="outline" size="sm" onClick={on.onRetry}>
          <RotateCw />
          {isMore ? "Try again" : `Try ${formatCount(retryable)} again`}
        </Button>
      ) : null}
      {cancellable > 0 ? (
        <Button variant="outline" size="sm" onClick={on.onCancel}>
          <Ban />
          {isMore ? "Cancel" : `Cancel ${formatCount(cancellable)}`}
        </Button>
      ) : null}
      <Button variant="destructive" size="sm" onClick={on.onDelete}>
        <Trash2 />
        Delete
      </Button>
      <Button variant="ghost" size="sm" onClick={on.onClear}>
        Clear
      </Button>
    </div>
  );
}

function WorkBar({ work: { verb, ended, total }, onStop }: { work: BulkWork; onStop: () => void }) {
  const text = `${verb}: ${formatCount(ended)} of ${formatPlural(total, "document")}`;
  return (
    <div className="sticky top-2 z-10 flex items-center gap-3 rounded-lg border bg-popover px-3 py-2 shadow-md">
      <div className="grid flex-1 gap-1.5">
        <p role="status" className="text-sm font-medium tabular-nums">
          {text}
        </p>
        <Progress share={total > 0 ? ended / total : null} label={verb} />
      </div>
      <Button variant="outline" size="sm" onClick={onStop}>
        Stop
      </Button>
    </div>
  );
}
