"use client";

import { useAnswerMarks } from "./answer-context";

/** Where one model left off and another went on: a thin line with a few words. The notice below the answer says why. */
export function SeamLine(props: Record<string, unknown>) {
  const { seams } = useAnswerMarks();
  const seam = seams?.[Number(props["data-ordinal"])];
  if (!seam) return null;
  return (
    // A span, because the line may fall into the middle of a paragraph.
    <span
      role="note"
      title={seam.text}
      className="mt-3 mb-2 flex items-center gap-2.5 font-sans text-xs text-muted-foreground before:h-px before:w-6 before:bg-border after:h-px after:flex-1 after:bg-border"
    >
      {seam.kind === "degraded" ? "Interrupted here, the rest is quoted" : "Interrupted here, then continued"}
    </span>
  );
}
