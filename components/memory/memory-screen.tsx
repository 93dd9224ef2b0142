"use client";

import { NotebookPen, PowerOff } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { SwitchCard } from "@/components/admin/switch-card";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { Memory, MemoryOverview, MemoryState } from "@/lib/memory-schemas";
import { AddMemory } from "./add-memory";
import { MemoryItem } from "./memory-item";
import { useMemories } from "./use-memories";

/** What is remembered of the reader over conversations: whether, and what. */
export function MemoryScreen({ initial }: { initial: MemoryOverview }) {
  const router = useRouter();
  const memory = useMemories({ initial });
  const { isOffered, remembers, memories } = memory.overview ?? initial;
  const [isForgetting, setIsForgetting] = useState(false);
  const inState = (state: MemoryState) => memories.filter((one) => one.state === state);
  const [proposed, confirmed] = [inState("proposed"), inState("confirmed")];
  const listOf = (label: string, shown: Memory[]) => (
    <ul aria-label={label} className="divide-y rounded-lg border bg-card">
      {shown.map((one) => (
        <MemoryItem
          key={one.id}
          memory={one}
          canChange={isOffered}
          onChange={(change) => memory.change(one.id, change)}
          onForget={() => memory.forget(one.id)}
        />
      ))}
    </ul>
  );
  const switchTo = async (next: boolean) => {
    await memory.setRemembers(next);
    router.refresh();
  };

  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 pt-8 pb-16 sm:px-6">
      <PageHeader
        title="Memory"
        description="What Lectern keeps in mind about you in this workspace, in all your conversations. Nobody else sees it."
      />
      {isOffered ? (
        <SwitchCard title="Remember things about me" checked={remembers} onChange={switchTo}>
          When you say something about yourself, or ask to have it remembered, it is put before you. Only what
          you confirm is shown to the model, to understand your questions by. It is never a source.
        </SwitchCard>
      ) : (
        <EmptyState
          icon={PowerOff}
          title="Memory is switched off in this workspace"
          description="An admin decides that. What was remembered before shapes no answer, and you can delete it."
        />
      )}
      {proposed.length > 0 && isOffered && (
        <section className="flex flex-col gap-2">
          <h2 className="font-serif text-lg font-semibold">Shall this be remembered?</h2>
          {listOf("Proposed", proposed)}
        </section>
      )}
      {(remembers || confirmed.length > 0) && (
        <section className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h2 className="font-serif text-lg font-semibold">Remembered</h2>
            {confirmed.length > 1 && (
              <Button variant="ghost" size="sm" onClick={() => setIsForgetting(true)}>
                Forget everything
              </Button>
            )}
          </div>
          {confirmed.length > 0 ? (
            listOf("Remembered", confirmed)
          ) : (
            <EmptyState
              icon={NotebookPen}
              title="Nothing yet"
              description="Write something below, or say in a conversation: “Remember that I work in the Zurich office.”"
            />
          )}
          {confirmed.length > 0 && isOffered && !remembers && (
            <p className="text-[13px] text-muted-foreground">
              Remembering is switched off: none of this shapes an answer.
            </p>
          )}
          {isOffered && remembers && <AddMemory onAdd={memory.add} />}
        </section>
      )}
      <ConfirmDialog
        open={isForgetting}
        onOpenChange={setIsForgetting}
        title="Forget everything?"
        description={`All ${confirmed.length} things that are remembered about you are deleted for good.`}
        confirmLabel="Forget everything"
        onConfirm={memory.forgetAll}
      />
    </div>
  );
}
