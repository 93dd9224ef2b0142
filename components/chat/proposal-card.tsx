"use client";

import { NotebookPen } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { messageOf } from "@/components/admin/api-request";
import { EditText } from "@/components/memory/edit-text";
import { Button } from "@/components/ui/button";
import type { Memory, MemoryChange } from "@/lib/memory-schemas";

export interface Proposal {
  memory: Memory;
  onChange: (change: MemoryChange) => Promise<void>;
  onDismiss: () => Promise<void>;
}

/** Something that the reader has said, to be remembered if they want it. Both actions may throw. */
export function ProposalCard({ memory: { text }, onChange, onDismiss }: Proposal) {
  const [isEditing, setIsEditing] = useState(false);
  const run = async (action: () => Promise<void>, done?: string) => {
    try {
      await action();
      if (done) toast.success(done);
    } catch (error) {
      toast.error(messageOf(error));
    }
  };
  return (
    <section
      aria-label="Shall this be remembered?"
      className="flex items-start gap-3 rounded-lg border bg-card px-4 py-3"
    >
      <NotebookPen aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <div className="grid min-w-0 flex-1 gap-2">
        <p className="text-[13px] text-muted-foreground">Remember this for all your conversations?</p>
        {isEditing ? (
          <EditText
            label="What is to be remembered"
            text={text}
            onSave={(next) => onChange({ text: next, state: "confirmed" })}
            onClose={() => setIsEditing(false)}
          />
        ) : (
          <>
            <p dir="auto" className="text-sm leading-relaxed [overflow-wrap:anywhere]">
              {text}
            </p>
            <div className="flex flex-wrap gap-1.5">
              <Button
                variant="outline"
                size="sm"
                onClick={() =>
                  run(() => onChange({ state: "confirmed" }), "Remembered. You find it under Memory.")
                }
              >
                Remember
              </Button>
              <Button variant="ghost" size="sm" onClick={() => setIsEditing(true)}>
                Change
              </Button>
              <Button variant="ghost" size="sm" onClick={() => run(onDismiss)}>
                No
              </Button>
            </div>
          </>
        )}
      </div>
    </section>
  );
}
