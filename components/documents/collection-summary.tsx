import Link from "next/link";
import { formatCount } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import { Skeleton } from "@/components/ui/skeleton";
import { countUnfinished, type DocumentCounts } from "./use-document-counts";

interface CollectionSummaryProps {
  /** Undefined until they have been counted. */
  counts: DocumentCounts | undefined;
  isPaused: boolean;
  collectionId: string;
}

/** How many documents a collection has, how far they are, and why they get no further. */
export function CollectionSummary({ counts, isPaused, collectionId }: CollectionSummaryProps) {
  if (!counts) return <Skeleton className="h-5 w-72" />;
  const pending = countUnfinished(counts);
  const failed = counts.byStatus.failed ?? 0;
  return (
    <>
      <p role="status" className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted-foreground tabular-nums">
        <Figure count={counts.total} name={counts.total === 1 ? "document" : "documents"} />
        <Figure count={counts.byStatus.ready ?? 0} name="ready" />
        {pending > 0 ? <Figure count={pending} name="in work" /> : null}
        {failed > 0 ? (
          <span className="text-destructive">
            <b className="font-semibold">{formatCount(failed)}</b> failed
          </span>
        ) : null}
      </p>
      {isPaused ? (
        <Alert>
          This collection is paused: what is queued waits.{" "}
          <Link href={`/admin/collections/${collectionId}/settings`} className="underline underline-offset-4">
            Go on in its settings
          </Link>
          .
        </Alert>
      ) : null}
    </>
  );
}

function Figure({ count, name }: { count: number; name: string }) {
  return (
    <span>
      <b className="font-semibold text-foreground">{formatCount(count)}</b> {name}
    </span>
  );
}
