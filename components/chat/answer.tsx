"use client";

import { CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import { memo, useMemo } from "react";
import type { AppliedFilter } from "@/lib/search";
import type { LecternDataParts, LecternMessage } from "@/lib/turn";
import { cn } from "@/lib/utils";
import { type AnswerActionHandlers, AnswerActions } from "./answer-actions";
import { AnswerMarksProvider } from "./answer-context";
import { AnswerText } from "./answer-text";
import { AppealRefusal } from "./appeal-refusal";
import { FilterChips } from "./filter-chips";
import { NoticeLine } from "./notice-line";
import { readAnswer } from "./read-answer";
import { SourceList } from "./source-list";
import { StageLine, type Waiting } from "./stage-line";
import { summariseVerdicts, type VerdictSummary } from "./summarise-verdicts";

/**
 * One answer: its text with its marks, what became of the checks, its sources, and what can be done with it. While it is
 * being written, `progress` is the stage.
 */
export const Answer = memo(function Answer({
  message,
  isWriting,
  waiting,
  progress,
  openedOrdinal,
  onOpenCitation,
  onRemoveFilter,
  ...handlers
}: {
  message: LecternMessage;
  isWriting: boolean;
  waiting: Waiting;
  progress: LecternDataParts["status"] | null;
  openedOrdinal: number | null;
  onOpenCitation: (messageId: string, ordinal: number) => void;
  /** Asks again without one of the filters. Given for the last answer only. */
  onRemoveFilter?: (removed: AppliedFilter, all: AppliedFilter[]) => void;
} & AnswerActionHandlers) {
  const answer = useMemo(() => readAnswer(message), [message]);
  const { text, citations, verdicts, notices, filters } = answer;
  const seams = useMemo(() => notices.filter(({ position }) => position !== undefined), [notices]);
  const marks = useMemo(
    () => ({
      messageId: message.id,
      citations,
      verdicts,
      seams,
      openedOrdinal,
      onOpen: (ordinal: number) => onOpenCitation(message.id, ordinal),
    }),
    [citations, verdicts, seams, openedOrdinal, onOpenCitation, message.id],
  );
  const summary = isWriting ? null : summariseVerdicts(verdicts);

  return (
    <article className="grid min-w-0 grid-cols-1 gap-4" aria-busy={isWriting}>
      <h2 className="sr-only">Lectern answered</h2>
      <FilterChips
        label="Searched only"
        filters={filters}
        onRemove={onRemoveFilter && !isWriting ? (removed) => onRemoveFilter(removed, filters) : undefined}
      />
      {text !== "" && (
        <AnswerMarksProvider value={marks}>
          <AnswerText
            text={text}
            citations={citations}
            verdicts={verdicts}
            seams={seams}
            isStreaming={isWriting}
          />
        </AnswerMarksProvider>
      )}
      {notices.map((notice) => (
        <NoticeLine key={`${notice.kind}-${notice.text}`} notice={notice}>
          {notice.kind === "cached" && !isWriting && handlers.onRegenerate && (
            <button
              type="button"
              className="rounded-sm font-medium text-primary hover:underline"
              onClick={handlers.onRegenerate}
            >
              Answer again
            </button>
          )}
        </NoticeLine>
      ))}
      {!isWriting && notices.some(({ kind }) => kind === "refused") && (
        <AppealRefusal messageId={message.id} />
      )}
      {isWriting && <StageLine progress={progress} waiting={waiting} hasText={text !== ""} />}
      {!isWriting && (
        <footer className="grid grid-cols-1 gap-3">
          <SourceList citations={citations} openedOrdinal={openedOrdinal} onOpen={marks.onOpen} />
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
            {summary && <SummaryLine summary={summary} />}
            <AnswerActions message={message} answer={answer} {...handlers} />
          </div>
        </footer>
      )}
    </article>
  );
});

const tones = {
  supported: { icon: CircleCheck, classes: "text-success" },
  unsupported: { icon: TriangleAlert, classes: "text-warning" },
  unchecked: { icon: CircleDashed, classes: "text-muted-foreground" },
};

function SummaryLine({ summary }: { summary: VerdictSummary }) {
  const { icon: Icon, classes } = tones[summary.tone];
  return (
    <p className={cn("flex items-center gap-1.5 text-[13px]", classes)}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {summary.text}
    </p>
  );
}
