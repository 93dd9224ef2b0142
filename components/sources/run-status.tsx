import { CircleAlert, CircleCheck, CircleSlash, Clock, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Spinner } from "@/components/ui/spinner";
import type { RunView } from "./source-view";

/** How a run stands. */
export function RunStatusBadge({ run, hasProblems }: { run: Pick<RunView, "status">; hasProblems: boolean }) {
  switch (run.status) {
    case "queued":
      return (
        <Badge>
          <Clock aria-hidden />
          Waiting
        </Badge>
      );
    case "running":
      return (
        <Badge variant="accent">
          <Spinner className="size-3" />
          Reading
        </Badge>
      );
    case "failed":
      return (
        <Badge variant="destructive">
          <CircleAlert aria-hidden />
          Failed
        </Badge>
      );
    case "cancelled":
      return (
        <Badge variant="outline">
          <CircleSlash aria-hidden />
          Cancelled
        </Badge>
      );
    case "done":
      return hasProblems ? (
        <Badge variant="warning">
          <TriangleAlert aria-hidden />
          In part
        </Badge>
      ) : (
        <Badge variant="success">
          <CircleCheck aria-hidden />
          In step
        </Badge>
      );
  }
}
