import { useMemories } from "@/components/memory/use-memories";
import type { LecternMessage } from "@/lib/turn";
import type { Proposal } from "./proposal-card";
import { useShell } from "./shell-context";
import { useAfterTurn } from "./use-after-turn";

/** What may be remembered of what a question says, for those who want things remembered. It may come a while after the answer. */
export function useProposals(isBusy: boolean): (question: LecternMessage | undefined) => Proposal[] {
  const { overview, refresh, change, forget } = useMemories({ isAsked: useShell().memory.remembers });
  useAfterTurn(isBusy, () => void refresh());
  const proposed = overview?.memories.filter(({ state }) => state === "proposed") ?? [];
  return (question) =>
    proposed
      .filter(({ questionId }) => questionId === question?.id)
      .map((memory) => ({
        memory,
        onChange: (changes) => change(memory.id, changes),
        onDismiss: () => forget(memory.id),
      }));
}
