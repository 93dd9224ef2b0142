"use client";

import { BellOff } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { TimeAgo } from "@/components/admin/time-ago";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { Alert, AlertKind } from "@/lib/usage-schemas";

const kindNames: Record<AlertKind, string> = {
  budget: "Budget",
  anomaly: "Costly hour",
  request: "Costly question",
  test: "Test",
};

/** Every alert of late, whether it was seen, and how it went out. */
export function AlertTable({ alerts }: { alerts: Alert[] }) {
  const router = useRouter();
  if (alerts.length === 0)
    return (
      <EmptyState
        icon={BellOff}
        title="No alerts yet"
        description="When a budget runs out, or an hour or a question costs unusually much, it's said here once."
      />
    );
  const markSeen = async () => {
    try {
      await apiRequest("/api/usage/alerts", { method: "PATCH" });
      router.refresh();
    } catch (thrown) {
      toast.error(messageOf(thrown));
    }
  };
  return (
    <div className="flex flex-col gap-3">
      <ul aria-label="Alerts" className="divide-y rounded-lg border bg-card">
        {alerts.map((alert) => (
          <AlertLine key={alert.id} alert={alert} />
        ))}
      </ul>
      {alerts.some(({ seenAt }) => seenAt === null) ? (
        <Button variant="outline" size="sm" className="self-start" onClick={markSeen}>
          Mark all as seen
        </Button>
      ) : null}
    </div>
  );
}

function AlertLine({ alert }: { alert: Alert }) {
  const { kind, message, details, createdAt, seenAt, fault } = alert;
  return (
    <li className="flex flex-col gap-1 px-4 py-3 text-sm">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-[13px] text-muted-foreground">
        <Badge variant={kind === "test" ? "outline" : "warning"}>{kindNames[kind]}</Badge>
        <TimeAgo at={createdAt} />
        {seenAt === null ? <Badge variant="accent">new</Badge> : null}
      </span>
      <span className="break-words">{message}</span>
      <span className="flex flex-wrap gap-x-3 text-[13px] text-muted-foreground">
        <span>{sendingOf(alert)}</span>
        {kind === "request" && typeof details.requestId === "string" ? (
          <Link
            href={`/admin/records/${encodeURIComponent(details.requestId)}`}
            className="text-primary underline underline-offset-2"
          >
            Its record
          </Link>
        ) : null}
      </span>
      {fault ? <span className="text-[13px] break-words text-destructive">{fault}</span> : null}
    </li>
  );
}

function sendingOf({ emailedAt, postedAt, isSettled, isGivenUp, fault }: Alert): string {
  const ways = [...(emailedAt ? ["by e-mail"] : []), ...(postedAt ? ["by webhook"] : [])].join(" and ");
  if (isGivenUp) return ways ? `Sent ${ways}; the other way was given up.` : "Not sent, and given up.";
  if (fault) return ways ? `Sent ${ways}; the other way is tried again.` : "Not sent yet; it's tried again.";
  if (ways) return `Sent ${ways}.`;
  return isSettled ? "Shown here only." : "Being sent.";
}
