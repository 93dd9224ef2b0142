import { CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import type { Verdict } from "@/lib/turn";
import { cn } from "@/lib/utils";

const looks = {
  supported: { icon: CircleCheck, text: "Supported by this source", classes: "text-success" },
  unsupported: { icon: TriangleAlert, text: "Not supported by this source", classes: "text-warning" },
  unchecked: {
    icon: CircleDashed,
    text: "Not checked against this source",
    classes: "text-muted-foreground",
  },
} satisfies Record<Verdict, unknown>;

/** Whether a citation supports its sentence, in words and with the reason where there is one to give. */
export function VerdictLabel({
  verdict,
  reason,
  className,
}: {
  verdict: Verdict;
  reason?: string;
  className?: string;
}) {
  const { icon: Icon, text, classes } = looks[verdict];
  return (
    <p className={cn("flex items-start gap-1.5 text-xs leading-snug", classes, className)}>
      <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
      <span>
        {text}
        {verdict === "unsupported" && reason && <span className="text-muted-foreground"> · {reason}</span>}
      </span>
    </p>
  );
}
