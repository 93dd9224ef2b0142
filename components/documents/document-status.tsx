import { CircleAlert, CircleCheck, CircleSlash, Clock } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Spinner } from "@/components/ui/spinner";
import { type DocumentView, statusNames } from "./document-view";

/** Where a document stands: waiting with its place, what is being done with it, ready, or failed. */
export function DocumentStatusBadge({
  document,
}: {
  document: Pick<DocumentView, "status" | "queuePosition">;
}) {
  const { status, queuePosition } = document;
  switch (status) {
    case "queued":
      return (
        <Badge>
          <Clock aria-hidden />
          {queuePosition ? `Queued, place ${queuePosition}` : statusNames.queued}
        </Badge>
      );
    case "ready":
      return (
        <Badge variant="success">
          <CircleCheck aria-hidden />
          {statusNames.ready}
        </Badge>
      );
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
          {statusNames[status]}
        </Badge>
      );
  }
}
