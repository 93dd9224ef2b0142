import { Skeleton } from "@/components/ui/skeleton";

const widths = ["w-11/12", "w-full", "w-10/12", "w-8/12", "w-7/12", "w-5/6", "w-9/12"];

/** Lines where a source will be. */
export function SourceSkeleton() {
  return (
    <div className="grid gap-3.5 px-6 py-6">
      <p className="sr-only" role="status">
        Loading the source
      </p>
      {widths.map((width) => (
        <Skeleton key={width} className={`h-3.5 ${width}`} />
      ))}
    </div>
  );
}
