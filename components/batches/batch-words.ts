import type { ComponentProps } from "react";
import { formatMoment, formatMs } from "@/components/admin/format-figures";
import type { Badge } from "@/components/ui/badge";
import type { BatchView } from "@/lib/batch-schemas";

/** Whether something of it is still to come. */
export const isOpen = ({ status }: Pick<BatchView, "status">) => status === "queued" || status === "running";

/** A batch's state in a word or two. */
export function stateOf({ status, isCancelling, waitsUntil, counts }: BatchView): {
  label: string;
  variant: ComponentProps<typeof Badge>["variant"];
} {
  if (isCancelling) return { label: "Being cancelled", variant: "neutral" };
  if (status === "queued" && waitsUntil) return { label: "Waiting", variant: "warning" };
  if (status === "done" && counts.failed > 0) return { label: "Done, some failed", variant: "warning" };
  const words = {
    queued: { label: "In the queue", variant: "neutral" },
    running: { label: "Being answered", variant: "accent" },
    done: { label: "Done", variant: "success" },
    cancelled: { label: "Cancelled", variant: "outline" },
    failed: { label: "Failed", variant: "destructive" },
  } as const;
  return words[status];
}

/** How many of its questions need nothing more. */
export const endedOf = ({ counts: { done, failed, cancelled } }: BatchView) => done + failed + cancelled;

/** What is to be said beside the progress of a batch that is under way. In the browser only. */
export function outlookOf({ fault, waitsUntil, estimate, counts }: BatchView): string | null {
  if (fault) return fault;
  if (counts.handedOver > 0 && waitsUntil)
    return `A provider works on ${counts.handedOver} of them. It's asked again at ${formatMoment(waitsUntil)}.`;
  return estimate ? `About ${formatMs(estimate.secondsLeft * 1000)} left` : null;
}
