import { FileSearch, FileUp } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";

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
