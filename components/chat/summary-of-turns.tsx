"use client";

import { ChevronRight, Pencil, ScrollText, Trash2 } from "lucide-react";
import { type MouseEvent, useId, useState } from "react";
import { toast } from "sonner";
import { messageOf } from "@/components/admin/api-request";
import { EditText } from "@/components/memory/edit-text";
import { IconAction } from "@/components/ui/icon-action";
import type { SummaryLine } from "@/lib/memory-schemas";
import { cn } from "@/lib/utils";
import { undoFailure } from "./undo-failure";
import type { Summary } from "./use-summary";

/** The anchor of a message on the chat screen. */
export const messageAnchor = (messageId: string) => `message-${messageId}`;

/**
 * What the model is told of the turns above this place instead of their words. Folded away until somebody wants to see it; each line
 * leads to its turn and can be said otherwise or taken away.
 */
export function SummaryOfTurns({ lines, change, remove }: Summary) {
  const [isOpen, setIsOpen] = useState(false);
  const listId = useId();
  return (
    <section aria-label="Summary of earlier turns" className="mt-4 rounded-lg bg-muted/60">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setIsOpen(!isOpen)}
        className="flex w-full items-center gap-2 rounded-lg px-3 py-2 text-left text-[13px] text-muted-foreground transition-colors hover:text-foreground"
      >
        <ScrollText aria-hidden className="size-3.5 shrink-0" />
        <span className="flex-1">
          Summary of earlier turns
          <span className="ml-2 tabular-nums">
            {lines.length} {lines.length === 1 ? "line" : "lines"}
          </span>
        </span>
        <ChevronRight
          aria-hidden
          className={cn("size-4 shrink-0 transition-transform", isOpen && "rotate-90")}
        />
      </button>
      {isOpen && (
        <div id={listId} className="border-t px-3 pt-2.5 pb-2">
          <p className="mb-1.5 text-xs leading-snug text-muted-foreground">
            From here on the model is told this instead of the turns above, word for word. Change what is
            wrong, or take it away.
          </p>
          <ol className="grid">
            {lines.map((line) => (
              <SummaryLineItem
                key={line.id}
                line={line}
                onChange={(text) => change(line.id, text)}
                onRemove={() => remove(line.id)}
              />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

function SummaryLineItem({
  line: { text, messageIds, isEdited },
  onChange,
  onRemove,
}: {
  line: SummaryLine;
  onChange: (text: string) => Promise<void>;
  onRemove: () => Promise<void>;
}) {
  const [isEditing, setIsEditing] = useState(false);
  const anchor = messageAnchor(messageIds[0] ?? "");
  const remove = async () => {
    try {
      await onRemove();
    } catch (error) {
      toast.error(messageOf(error));
      return;
    }
    const bringBack = () =>
      onChange(text).catch((error: unknown) => {
        const { title, description } = undoFailure(error);
        toast.error(title, { description });
      });
    toast("The line is taken away. The model isn't told of that turn any more.", {
      action: { label: "Undo", onClick: () => void bringBack() },
    });
  };
  if (isEditing)
    return (
      <li className="flex py-1.5">
        <EditText
          label="Line of the summary"
          text={text}
          onSave={onChange}
          onClose={() => setIsEditing(false)}
        />
      </li>
    );
  return (
    <li className="flex items-start justify-between gap-2 py-0.5">
      <p className="min-w-0 flex-1 py-1 text-[13px] leading-relaxed [overflow-wrap:anywhere]">
        <a
          href={`#${anchor}`}
          title="Go to this turn"
          onClick={(event) => goTo(event, anchor)}
          className="rounded-sm underline-offset-4 hover:underline"
        >
          {text}
        </a>
        {isEdited && <span className="ml-1.5 text-xs text-muted-foreground">edited by you</span>}
      </p>
      <div className="flex shrink-0">
        <IconAction tip="Change the line" label={`Change “${text}”`} onClick={() => setIsEditing(true)}>
          <Pencil />
        </IconAction>
        <IconAction tip="Take the line away" label={`Take away “${text}”`} onClick={() => void remove()}>
          <Trash2 />
        </IconAction>
      </div>
    </li>
  );
}

/** Scrolls there without a new entry in the browser's history. */
function goTo(event: MouseEvent, anchor: string): void {
  const target = document.getElementById(anchor);
  if (!target) return;
  event.preventDefault();
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  target.scrollIntoView({ block: "start", behavior });
  target.focus({ preventScroll: true });
}
