"use client";

import { Progress as ProgressPrimitive } from "radix-ui";
import { cn } from "@/lib/utils";

/** How much of something is done, `share` from 0 to 1; null while that isn't known. `label` says of what. */
export function Progress({
  share,
  label,
  className,
}: {
  share: number | null;
  label: string;
  className?: string;
}) {
  const percent = share === null ? null : Math.round(Math.min(Math.max(share, 0), 1) * 100);
  return (
    <ProgressPrimitive.Root
      value={percent}
      aria-label={label}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-secondary", className)}
    >
      <ProgressPrimitive.Indicator
        className={cn(
          "h-full rounded-full bg-primary transition-[width] duration-300",
          percent === null && "animate-breathe",
        )}
        style={{ width: `${percent ?? 100}%` }}
      />
    </ProgressPrimitive.Root>
  );
}
