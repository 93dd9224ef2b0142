import type { Notice } from "./turn.ts";

const name = "Interruption";

/** Why an answer is aborted whose process ends: nobody stopped it. */
export const interruption = () => new DOMException("the process ends", name);

/** Whether it's that which aborted this. By name, since Next may load this module more than once in a process. */
export const isInterrupted = ({ aborted, reason }: AbortSignal) =>
  aborted && reason instanceof DOMException && reason.name === name;

/** What the reader of such an answer is told. */
export const interruptedNotice: Notice = {
  kind: "interrupted",
  text: "Writing this answer was interrupted by a restart. What was written so far is kept; ask again for the rest.",
};
