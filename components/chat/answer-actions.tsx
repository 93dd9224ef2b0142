"use client";

import { Check, Copy, RotateCcw, ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { XRayButton } from "@/components/retrieval/x-ray-button";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Tooltip } from "@/components/ui/tooltip";
import type { Feedback, LecternMessage } from "@/lib/turn";
import { cn } from "@/lib/utils";
import { copyAnswer } from "./copy-answer";
import { copyToClipboard } from "./copy-to-clipboard";
import { FeedbackDialog } from "./feedback-dialog";
import { MessageTime } from "./message-time";
import type { ReadAnswer } from "./read-answer";
import { useShell } from "./shell-context";

export interface AnswerActionHandlers {
  /** Given for the last answer only: earlier ones have been built upon. */
  onRegenerate?: () => void;
  onFeedback: (messageId: string, feedback: Feedback | null) => void;
}

const quiet = "text-muted-foreground hover:text-foreground";

/** Copy, regenerate, look through and rate one answer. */
export function AnswerActions({
  message,
  answer,
  onRegenerate,
  onFeedback,
}: { message: LecternMessage; answer: ReadAnswer } & AnswerActionHandlers) {
  const [isExplaining, setIsExplaining] = useState(false);
  const { seesTraces } = useShell();
  const given = message.metadata?.feedback ?? null;

  const rateUp = () => onFeedback(message.id, given?.rating === "up" ? null : { rating: "up" });
  const rateDown = () => (given?.rating === "down" ? onFeedback(message.id, null) : setIsExplaining(true));

  return (
    <div className="-mr-1.5 ml-auto flex items-center text-muted-foreground">
      <MessageTime iso={message.metadata?.createdAt} className="mr-2 text-xs tabular-nums" />
      {answer.text !== "" && <CopyMenu answer={answer} />}
      {onRegenerate && (
        <Tooltip content="Answer again">
          <Button
            variant="ghost"
            size="icon-sm"
            className={quiet}
            aria-label="Answer again"
            onClick={onRegenerate}
          >
            <RotateCcw />
          </Button>
        </Tooltip>
      )}
      {seesTraces && <XRayButton messageId={message.id} />}
      <Tooltip content="Good answer. Your workspace's admins are shown it, with your question and your name.">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Good answer"
          aria-pressed={given?.rating === "up"}
          className={cn(quiet, "aria-pressed:text-primary aria-pressed:[&_svg]:fill-current")}
          onClick={rateUp}
        >
          <ThumbsUp />
        </Button>
      </Tooltip>
      <Tooltip content="Bad answer">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Bad answer"
          aria-pressed={given?.rating === "down"}
          className={cn(quiet, "aria-pressed:text-primary aria-pressed:[&_svg]:fill-current")}
          onClick={rateDown}
        >
          <ThumbsDown />
        </Button>
      </Tooltip>
      <FeedbackDialog
        open={isExplaining}
        onOpenChange={setIsExplaining}
        onSubmit={(feedback) => onFeedback(message.id, feedback)}
      />
    </div>
  );
}

function CopyMenu({ answer }: { answer: ReadAnswer }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (withCitations: boolean) => {
    if (!(await copyToClipboard(copyAnswer(answer, withCitations)))) {
      toast.error("The browser doesn't allow copying here.");
      return;
    }
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), 1_600);
  };
  const trigger = (
    <Button
      variant="ghost"
      size="icon-sm"
      className={quiet}
      aria-label={isCopied ? "Copied" : "Copy the answer"}
      onClick={answer.citations.length === 0 ? () => copy(false) : undefined}
    >
      {isCopied ? <Check className="text-success" /> : <Copy />}
    </Button>
  );
  if (answer.citations.length === 0) return trigger;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => copy(true)}>Copy with citations</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => copy(false)}>Copy text only</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
