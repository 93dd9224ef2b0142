import { LoaderCircle } from "lucide-react";
import { cn } from "@/lib/utils";

/** A turning circle. Give it a `label` where no text beside it says what is going on. */
export function Spinner({ className, label }: { className?: string; label?: string }) {
  return (
    <LoaderCircle
      className={cn("size-4 animate-spin", className)}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    />
  );
}
