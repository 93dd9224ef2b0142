import { Skeleton } from "@/components/ui/skeleton";
import type { LecternDataParts, Stage } from "@/lib/turn";
import { cn } from "@/lib/utils";

const sources = (found: number) => `${found} ${found === 1 ? "source" : "sources"}`;

/** What there is to wait for when the server hasn't said a stage. */
export type Waiting = "sending" | "arriving" | "reconnecting";

const waits: Record<Waiting, string> = {
  sending: "Sending your question",
  arriving: "Catching up",
  reconnecting: "The connection was lost, reconnecting",
};

/** What is going on, in words. */
export function describeStage(progress: LecternDataParts["status"] | null, waiting: Waiting): string {
  if (progress === null) return waits[waiting];
  const { stage, found, position } = progress;
  if (stage === "queued") return `Waiting for a model${position ? `, number ${position} in the queue` : ""}`;
  if (stage === "searching") return "Searching your documents";
  if (stage === "reading") return found === undefined ? "Reading" : `Reading ${sources(found)}`;
  if (stage === "writing") return found === undefined ? "Writing" : `Found ${sources(found)}, writing`;
  return "Checking each sentence against its source";
}

const order: readonly Stage[] = ["searching", "reading", "writing", "checking"];

/** The stage the answer is in, with the way that it has come; before the first word also the shape of the text to come. */
export function StageLine({
  progress,
  waiting,
  hasText,
}: {
  progress: LecternDataParts["status"] | null;
  waiting: Waiting;
  hasText: boolean;
}) {
  const reached = progress ? order.indexOf(progress.stage) : -1;
  return (
    <div>
      <div className="flex items-center gap-3 text-[13px] text-muted-foreground">
        <span aria-hidden className="flex gap-1">
          {order.map((stage, i) => (
            <span
              key={stage}
              className={cn(
                "h-1 w-4 rounded-full transition-colors duration-300",
                i < reached && "bg-primary",
                i === Math.max(reached, 0) && "animate-breathe bg-primary",
                i > Math.max(reached, 0) && "bg-border",
              )}
            />
          ))}
        </span>
        <span>{describeStage(progress, waiting)}…</span>
      </div>
      {!hasText && (
        <div aria-hidden className="mt-5 grid gap-3.5">
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-11/12" />
          <Skeleton className="h-4 w-7/12" />
        </div>
      )}
    </div>
  );
}
