import { FileSearch, FileUp } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";

/** Rows where documents will be. */
export function DocumentsSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-2">
      <span className="sr-only">Loading documents</span>
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} className="h-12 w-full" />
      ))}
    </div>
  );
}

/** What stands where the list would be: nothing matches, or there is nothing yet. */
export function NoDocuments({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered)
    return (
      <EmptyState
        icon={FileSearch}
        title="No document matches"
        description="Change the search, the status or the type."
      />
    );
  return (
    <EmptyState
      icon={FileUp}
      title="No documents yet"
      description="Upload some above. Each can be asked about as soon as it is ready, usually within seconds."
    />
  );
}
