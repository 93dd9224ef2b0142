import { ListSkeleton } from "./list-skeleton";
import { Skeleton } from "./skeleton";

/** The shape of a page that is on its way: its head, and a list below it. */
export function PageSkeleton() {
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-3">
        <Skeleton className="h-8 w-48" />
        <Skeleton className="h-4 w-full max-w-md" />
      </div>
      <ListSkeleton label="Loading the page" rows={5} />
    </div>
  );
}
