import type { ComponentProps } from "react";
import { cn } from "@/lib/utils";

/** The look shared by everything one types into. */
export const fieldClasses =
  "w-full rounded-md border border-input bg-card px-3 text-base text-foreground shadow-xs transition-colors placeholder:text-muted-foreground focus-visible:border-ring focus-visible:outline-none focus-visible:ring-3 focus-visible:ring-ring/25 disabled:opacity-55 aria-invalid:border-destructive aria-invalid:ring-destructive/20 sm:text-sm";

/** A one-line field, which runs in the direction of what is typed. */
export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input dir="auto" className={cn(fieldClasses, "h-9", className)} {...props} />;
}
