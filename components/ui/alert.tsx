import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/utils";

const looks = {
  info: { icon: Info, classes: "border-border bg-muted text-foreground" },
  success: { icon: CircleCheck, classes: "border-success/25 bg-success-soft text-success" },
  warning: { icon: TriangleAlert, classes: "border-warning/25 bg-warning-soft text-warning" },
  destructive: { icon: CircleAlert, classes: "border-destructive/25 bg-destructive-soft text-destructive" },
};

/** A message that belongs to the page, with an action beside it. Errors are announced at once. */
export function Alert({
  variant = "info",
  action,
  className,
  children,
}: {
  variant?: keyof typeof looks;
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const { icon: Icon, classes } = looks[variant];
  return (
    <div
      role={variant === "destructive" ? "alert" : "status"}
      className={cn(
        "flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border px-3.5 py-2.5 text-sm leading-relaxed",
        classes,
        className,
      )}
    >
      <div className="flex min-w-0 flex-1 basis-56 items-start gap-2.5">
        <Icon aria-hidden className="mt-0.75 size-4 shrink-0" />
        <div className="min-w-0 flex-1">{children}</div>
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  );
}
