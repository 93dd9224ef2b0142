import { formatCount } from "@/components/admin/format-figures";
import { type CollectionView, pendingCount } from "./collection-view";

/** How many documents a collection has, and how far they are. */
export function CollectionSummary({ collection }: { collection: CollectionView }) {
  const pending = pendingCount(collection);
  return (
    <p role="status" className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted-foreground tabular-nums">
      <span>
        <b className="font-semibold text-foreground">{formatCount(collection.documentCount)}</b>{" "}
        {collection.documentCount === 1 ? "document" : "documents"}
      </span>
      <span>
        <b className="font-semibold text-foreground">{formatCount(collection.readyCount)}</b> ready
      </span>
      {pending > 0 ? (
        <span>
          <b className="font-semibold text-foreground">{formatCount(pending)}</b> in work
        </span>
      ) : null}
      {collection.failedCount > 0 ? (
        <span className="text-destructive">
          <b className="font-semibold">{formatCount(collection.failedCount)}</b> failed
        </span>
      ) : null}
    </p>
  );
}
