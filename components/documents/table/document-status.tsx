import {
  CircleAlert,
  CircleCheck,
  CircleSlash,
  Clock,
  Pause,
  TriangleAlert,
  Unplug,
  Wallet,
} from "lucide-react";
import { formatPlural } from "@/components/admin/format-figures";
import { Badge } from "@/components/ui/badge";
import { Spinner } from "@/components/ui/spinner";
import { type DocumentView, statusNames } from "../document-view";
import { formatEstimate } from "./format-estimate";

type Shown = Pick<DocumentView, "status" | "queuePosition" | "queue" | "receipt">;

/** Where a document stands: waiting and for how long, what is being done with it, ready and how surely, or failed. */
export function DocumentStatusBadge({ document }: { document: Shown }) {
  switch (document.status) {
    case "queued":
      return <QueuedBadge document={document} />;
    case "ready":
      return <ReadyBadge warnings={document.receipt?.warnings ?? []} />;
    case "failed":
      return (
        <Badge variant="destructive">
          <CircleAlert aria-hidden />
          {statusNames.failed}
        </Badge>
      );
    case "cancelled":
      return (
        <Badge variant="outline">
          <CircleSlash aria-hidden />
          {statusNames.cancelled}
        </Badge>
      );
    default:
      return (
        <Badge variant="accent">
          <Spinner className="size-3" />
          {statusNames[document.status]}
        </Badge>
      );
  }
}

function QueuedBadge({ document: { queue, queuePosition } }: { document: Shown }) {
  if (queue?.state === "paused")
    return (
      <Badge variant="outline" title="Its collection is paused. It waits until somebody goes on with it.">
        <Pause aria-hidden />
        Paused
      </Badge>
    );
  if (queue?.state === "budget")
    return (
      <Badge
        variant="warning"
        title="The budget doesn't cover embedding it. It is safe, and is read as soon as there is room again."
      >
        <Wallet aria-hidden />
        Budget used up
      </Badge>
    );
  if (queue?.state === "no_worker")
    return (
      <Badge variant="warning" title="It is safe, and is read as soon as a worker runs again.">
        <Unplug aria-hidden />
        No worker is running
      </Badge>
    );
  const place = queue?.position ?? queuePosition;
  const estimateSeconds = queue?.estimateSeconds ?? null;
  return (
    <Badge>
      <Clock aria-hidden />
      {place ? `Queued, place ${place}` : statusNames.queued}
      {estimateSeconds === null ? null : ` · ${formatEstimate(estimateSeconds)}`}
    </Badge>
  );
}

/** Text that is there in part is found like any other, so what is missing is said beside "ready". */
function ReadyBadge({ warnings }: { warnings: string[] }) {
  if (warnings.length === 0)
    return (
      <Badge variant="success">
        <CircleCheck aria-hidden />
        {statusNames.ready}
      </Badge>
    );
  return (
    <Badge variant="warning" title={warnings.join("\n")}>
      <TriangleAlert aria-hidden />
      {`${statusNames.ready}, ${formatPlural(warnings.length, "warning")}`}
    </Badge>
  );
}
