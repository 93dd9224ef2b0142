import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div role="status" className="mx-auto grid w-full max-w-[46rem] gap-4 px-5 pt-6 sm:px-8 sm:pt-10">
      <span className="sr-only">Loading the conversation</span>
      <Skeleton className="mb-4 h-7 w-8/12" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-11/12" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-7/12" />
    </div>
  );
}
