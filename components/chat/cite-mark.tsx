"use client";

import { FileText } from "lucide-react";
import { HoverCard } from "radix-ui";
import { type MouseEvent, useState } from "react";
import type { Citation } from "@/lib/turn";
import { useAnswerMarks } from "./answer-context";
import { sourceAnchor } from "./source-anchor";
import { VerdictLabel } from "./verdict-label";

/** Where a citation points to, in a few words. */
export function placeOf({ title, page }: Pick<Citation, "title" | "page">): string {
  return page === null ? title : `${title}, page ${page}`;
}

/** The small number behind a cited sentence: shows the quote when pointed at, opens its document when clicked. */
export function CiteMark(props: Record<string, unknown>) {
  const ordinal = Number(props["data-ordinal"]);
  const { messageId, citations, verdicts, openedOrdinal, onOpen } = useAnswerMarks();
  const [isShown, setIsShown] = useState(false);
  const citation = citations[ordinal];
  if (!citation) return null;
  const { position, verdict } = citation;
  const reason = verdicts.find((sentence) => sentence.start <= position && position < sentence.end)?.reason;
  const isOpened = openedOrdinal === ordinal;

  const open = (event: MouseEvent) => {
    // With a modifier, the reader wants it in a tab or window of its own.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setIsShown(false);
    onOpen(ordinal);
  };

  return (
    <HoverCard.Root open={isShown && !isOpened} onOpenChange={setIsShown} openDelay={140} closeDelay={90}>
      <HoverCard.Trigger asChild>
        {/*
         * A link, because unlike a button it is part of the line: the mark never begins one. Where no script has taken the click
         * over yet, the address alone opens the source.
         */}
        <a
          href={`#${sourceAnchor({ messageId, ordinal })}`}
          onClick={open}
          aria-label={`Source ${citation.index}: ${placeOf(citation)}${verdict === "unsupported" ? ". Not supported by this source" : ""}`}
          data-opened={isOpened || undefined}
          className="cite"
          data-verdict={verdict}
        >
          {citation.index}
        </a>
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content
          side="top"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 w-[min(23rem,calc(100vw-1.5rem))] rounded-lg border bg-popover p-3.5 font-sans text-popover-foreground shadow-md data-[state=open]:animate-pop-in"
        >
          <p className="flex items-center gap-1.5 text-xs font-medium">
            <FileText aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
            <bdi className="truncate">{citation.title}</bdi>
            {citation.page !== null && (
              <span className="shrink-0 text-muted-foreground">p. {citation.page}</span>
            )}
          </p>
          {citation.quote === "" ? (
            <p className="mt-2 text-sm text-muted-foreground">The document has been deleted.</p>
          ) : (
            <blockquote
              dir="auto"
              className="mt-2 line-clamp-7 border-s-3 border-highlight ps-2.5 font-serif text-[15px] leading-normal"
            >
              {citation.quote}
            </blockquote>
          )}
          {citation.quote !== "" && <VerdictLabel verdict={verdict} reason={reason} className="mt-2.5" />}
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}
