import type { ComponentProps } from "react";
import { cn } from "@/lib/utils";
import { fieldClasses } from "./input";

/** A field of several lines, which run in the direction of what is typed. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      dir="auto"
      className={cn(fieldClasses, "min-h-20 py-2 leading-relaxed", className)}
      {...props}
    />
  );
}
