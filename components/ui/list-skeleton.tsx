import { Skeleton } from "./skeleton";

const widths = ["w-5/12", "w-7/12", "w-4/12", "w-6/12", "w-8/12"];

/** The shape of a list or a table that is on its way; `label` says in words what is. */
export function ListSkeleton({ label, rows = 3 }: { label: string; rows?: 3 | 5 }) {
  return (
    <div role="status" className="divide-y rounded-lg border bg-card">
      <span className="sr-only">{label}</span>
      {widths.slice(0, rows).map((width) => (
        <div key={width} className="flex items-center justify-between gap-6 px-4 py-3.5">
          <div className="grid flex-1 gap-2.5">
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="h-3 w-3/12" />
          </div>
          <Skeleton className="h-3.5 w-16 max-sm:hidden" />
        </div>
      ))}
    </div>
  );
}
