"use client";

import { Check, Pencil, Trash2, X } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { messageOf } from "@/components/admin/api-request";
import { TimeAgo } from "@/components/admin/time-ago";
import { Button } from "@/components/ui/button";
import { IconAction } from "@/components/ui/icon-action";
import type { Memory, MemoryChange } from "@/lib/memory-schemas";
import { EditText } from "./edit-text";

/** One thing that is remembered, or that might be: then the reader says whether. */
export function MemoryItem({
  memory,
  canChange,
  onChange,
  onForget,
}: {
  memory: Memory;
  /** False: it can be forgotten and nothing else. */
  canChange: boolean;
  onChange: (change: MemoryChange) => Promise<void>;
  onForget: () => Promise<void>;
}) {
  const [isEditing, setIsEditing] = useState(false);
  const { text, state, createdAt } = memory;
  const isProposed = state === "proposed";
  const run = (action: () => Promise<void>) =>
    action().catch((error: unknown) => toast.error(messageOf(error)));

  if (isEditing)
    return (
      <li className="flex px-4 py-3">
        <EditText
          label="What is to be remembered"
          text={text}
          onSave={(next) => onChange({ text: next })}
          onClose={() => setIsEditing(false)}
        />
      </li>
    );
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5 pr-2 pl-4">
      <div className="min-w-0 flex-1 basis-60">
        <p dir="auto" className="text-sm leading-relaxed [overflow-wrap:anywhere]">
          {text}
        </p>
        <p className="text-xs text-muted-foreground">
          {isProposed ? "From a question of yours, " : "Added "}
          <TimeAgo at={createdAt} />
        </p>
      </div>
      <div className="flex items-center gap-1">
        {isProposed && (
          <Button variant="outline" size="sm" onClick={() => run(() => onChange({ state: "confirmed" }))}>
            <Check />
            Remember
          </Button>
        )}
        {canChange && (
          <IconAction tip="Change the words" label={`Change “${text}”`} onClick={() => setIsEditing(true)}>
            <Pencil />
          </IconAction>
        )}
        <IconAction
          tip={isProposed ? "Don't remember" : "Forget"}
          label={isProposed ? `Don't remember “${text}”` : `Forget “${text}”`}
          onClick={() => run(onForget)}
        >
          {isProposed ? <X /> : <Trash2 />}
        </IconAction>
      </div>
    </li>
  );
}
