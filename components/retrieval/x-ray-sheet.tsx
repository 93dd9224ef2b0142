"use client";

import { SearchX } from "lucide-react";
import useSWR from "swr";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import { LoadFailure } from "@/components/admin/load-failure";
import { EmptyState } from "@/components/ui/empty-state";
import { ListSkeleton } from "@/components/ui/list-skeleton";
import {
  Sheet,
  SheetBody,
  SheetContent,
  SheetDescription,
  SheetHeader,
  SheetTitle,
} from "@/components/ui/sheet";
import { TraceReport } from "./trace-report";
import type { TracedAnswerView } from "./trace-view";
import { WhyNot } from "./why-not";

/** How an answer's evidence was found, stage by stage: over the page, and all of a phone's screen. */
export function XRaySheet({
  messageId,
  open,
  onOpenChange,
}: {
  messageId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const { data, error, mutate } = useSWR<TracedAnswerView, ApiRequestError>(
    open ? `/api/messages/${messageId}/trace` : null,
    apiRequest,
    { revalidateOnFocus: false, shouldRetryOnError: false },
  );
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent className="w-[min(76rem,100vw)]">
        <SheetHeader>
          <SheetTitle>How this was found</SheetTitle>
          <SheetDescription dir="auto" className="line-clamp-3 text-left break-words">
            {data?.question ?? "Every step from the question to what the model read."}
          </SheetDescription>
        </SheetHeader>
        <SheetBody>
          {error ? <LoadFailure error={error} onRetry={() => void mutate()} /> : null}
          {!data && !error && <ListSkeleton label="Loading" rows={5} />}
          {data && <XRay answer={data} messageId={messageId} />}
        </SheetBody>
      </SheetContent>
    </Sheet>
  );
}

function XRay({ answer, messageId }: { answer: TracedAnswerView; messageId: string }) {
  const { trace, ...rest } = answer;
  if (!trace)
    return (
      <EmptyState
        icon={SearchX}
        title="Nothing was searched for this answer"
        description="It was refused, given before from the same documents, or written before searches were recorded."
      />
    );
  return (
    <div className="grid grid-cols-1 gap-8 pb-6">
      <TraceReport trace={trace} {...rest} />
      <WhyNot messageId={messageId} mode={trace.mode} />
    </div>
  );
}
