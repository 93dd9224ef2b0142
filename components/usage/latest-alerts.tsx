import { BellOff } from "lucide-react";
import Link from "next/link";
import { TimeAgo } from "@/components/admin/time-ago";
import { Card } from "@/components/ui/card";
import type { Alert } from "@/lib/usage-schemas";
import { cn } from "@/lib/utils";

/** The latest alerts in short, beside the month. */
export function LatestAlerts({ alerts }: { alerts: Alert[] }) {
  return (
    <Card className="flex flex-col gap-3 p-5">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-[15px] font-semibold">Alerts</h2>
        <Link href="/admin/usage/alerts" className="text-[13px] text-primary underline underline-offset-2">
          All alerts and settings
        </Link>
      </div>
      {alerts.length === 0 ? (
        <p className="flex items-center gap-2 text-sm text-muted-foreground">
          <BellOff aria-hidden className="size-4 shrink-0" strokeWidth={1.5} />
          Nothing stood out so far.
        </p>
      ) : (
        <ul className="flex flex-col gap-2.5 text-sm">
          {alerts.slice(0, 3).map(({ id, message, createdAt, seenAt }) => (
            <li key={id} className="flex gap-2.5">
              <span
                aria-hidden
                className={cn(
                  "mt-1.5 size-2 shrink-0 rounded-full",
                  seenAt ? "border border-muted-foreground" : "bg-warning",
                )}
              />
              <span className="min-w-0">
                {seenAt ? null : <span className="sr-only">Unseen: </span>}
                <span className="line-clamp-2" title={message}>
                  {message}
                </span>
                <span className="text-[13px] text-muted-foreground">
                  <TimeAgo at={createdAt} />
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
