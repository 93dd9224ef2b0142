import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/utils";

/** What stands where a list would be: why it is empty and, as `children`, what to do about it. */
export function EmptyState({
  icon: Icon,
  title,
  description,
  className,
  children,
}: {
  icon?: LucideIcon;
  title: string;
  description?: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <div
      className={cn(
        "flex flex-col items-center rounded-lg border border-dashed px-6 py-12 text-center",
        className,
      )}
    >
      {Icon && <Icon aria-hidden className="mb-4 size-6 text-muted-foreground" strokeWidth={1.5} />}
      <p className="font-serif text-lg leading-tight font-semibold text-balance">{title}</p>
      {description && (
        <p className="mt-1.5 max-w-md text-sm leading-relaxed text-pretty text-muted-foreground">
          {description}
        </p>
      )}
      {children && <div className="mt-5 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
