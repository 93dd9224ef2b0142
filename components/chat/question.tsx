import { memo } from "react";
import type { LecternMessage } from "@/lib/turn";
import { cn } from "@/lib/utils";
import { MessageTime } from "./message-time";
import { readText } from "./read-answer";

/** A question longer than this is set as text, not as a headline. */
const headlineCharsMax = 220;

/** What the reader asked, as the headline of its answer. */
export const Question = memo(function Question({ message }: { message: LecternMessage }) {
  const text = readText(message);
  const isHeadline = text.length <= headlineCharsMax && !text.includes("\n");
  return (
    <div className="group/question">
      <h2 className="sr-only">You asked</h2>
      <p
        dir="auto"
        className={cn(
          "whitespace-pre-wrap [overflow-wrap:anywhere]",
          isHeadline
            ? "font-serif text-[1.375rem] leading-snug font-semibold tracking-[-0.008em] text-balance sm:text-2xl sm:leading-snug"
            : "max-h-96 overflow-y-auto rounded-lg bg-muted px-4 py-3 text-[15px] leading-relaxed",
        )}
      >
        {text}
      </p>
      <MessageTime
        iso={message.metadata?.createdAt}
        className="mt-1 block text-xs text-muted-foreground tabular-nums"
      />
    </div>
  );
});
