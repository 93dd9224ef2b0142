"use client";

import { ArrowUp, Square } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { questionCharsMax } from "@/lib/turn";
import { cn } from "@/lib/utils";

/** The counter appears from here on. */
const counterFrom = questionCharsMax * 0.9;
const count = new Intl.NumberFormat("en-US");

export interface ComposerHandle {
  focus: () => void;
}

/**
 * Where questions are typed: grows with its text, sends on Enter, breaks the line on Shift+Enter, and leaves Enter alone
 * while an input method is composing. While an answer is being written its button stops that.
 */
export function Composer({
  value,
  onChange,
  onSend,
  onStop,
  isBusy,
  isStopping,
  placeholder,
  chips,
  options,
  ref,
}: {
  value: string;
  onChange: (text: string) => void;
  onSend: () => void;
  onStop: () => void;
  isBusy: boolean;
  isStopping: boolean;
  placeholder: string;
  /** What the next question is narrowed to. */
  chips?: ReactNode;
  /** The pickers beside the button. */
  options?: ReactNode;
  ref?: Ref<ComposerHandle>;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({ focus: () => area.current?.focus() }), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (!area.current) return;
    area.current.style.height = "auto";
    area.current.style.height = `${area.current.scrollHeight}px`;
  }, [value]);

  const isTooLong = value.length > questionCharsMax;
  const canSend = value.trim() !== "" && !isTooLong && !isBusy;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (canSend) onSend();
  };

  return (
    <div className="rounded-xl border border-input bg-card shadow-sm transition-shadow focus-within:border-ring focus-within:ring-3 focus-within:ring-ring/20">
      {chips && <div className="px-3 pt-3">{chips}</div>}
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={placeholder}
        aria-label="Your question"
        aria-invalid={isTooLong || undefined}
        aria-describedby={value.length > counterFrom ? "composer-count" : undefined}
        className="block max-h-[36dvh] min-h-13 w-full resize-none bg-transparent px-4 pt-3.5 pb-1 text-base leading-relaxed outline-none placeholder:text-muted-foreground"
      />
      <div className="flex min-h-12 items-center gap-1 pr-2 pb-2 pl-2">
        <div className="flex min-w-0 flex-1 items-center gap-1">{options}</div>
        {value.length > counterFrom && (
          <p
            id="composer-count"
            className={cn(
              "px-2 text-xs tabular-nums",
              isTooLong ? "text-destructive" : "text-muted-foreground",
            )}
          >
            {count.format(value.length)} / {count.format(questionCharsMax)}
          </p>
        )}
        {isBusy ? (
          <Button
            size="icon"
            variant="secondary"
            aria-label="Stop writing"
            aria-disabled={isStopping}
            onClick={onStop}
          >
            {isStopping ? <Spinner /> : <Square className="size-3.5! fill-current" />}
          </Button>
        ) : (
          <Button size="icon" aria-label="Send" disabled={!canSend} onClick={onSend}>
            <ArrowUp strokeWidth={2.25} />
          </Button>
        )}
      </div>
    </div>
  );
}
