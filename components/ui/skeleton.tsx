import { cn } from "@/lib/utils";

/** A grey shape where something will be. Hidden from assistive technology: say "loading" in words beside it. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden
      className={cn("animate-breathe rounded-md bg-sidebar-accent dark:bg-secondary", className)}
    />
  );
}
