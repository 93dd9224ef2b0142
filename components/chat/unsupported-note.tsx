"use client";

import { CircleAlert } from "lucide-react";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useAnswerMarks } from "./answer-context";

/** The small sign behind a sentence that its source doesn't support; a click tells why. */
export function UnsupportedNote(props: Record<string, unknown>) {
  const { verdicts } = useAnswerMarks();
  const verdict = verdicts[Number(props["data-ordinal"])];
  if (!verdict) return null;
  return (
    <Popover>
      <PopoverTrigger
        aria-label="This sentence isn't supported by its source. Why?"
        className="relative top-[0.12em] ml-1 inline-flex rounded-sm text-warning after:absolute after:-inset-1"
      >
        <CircleAlert className="size-[0.95em]" />
      </PopoverTrigger>
      <PopoverContent aria-label="Why this sentence isn't supported" side="bottom" className="w-72 p-3.5">
        <p className="text-[13px] font-medium text-warning">Not supported by its source</p>
        <p className="mt-1 text-[13px] leading-snug text-muted-foreground">{verdict.reason}</p>
      </PopoverContent>
    </Popover>
  );
}
