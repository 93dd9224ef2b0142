import type { Defect } from "../prompts/answer-prompt.ts";
import type { CitedText } from "./cite-answer.ts";
import { isAbstention } from "./draft.ts";

const mark = /[[【]\s*\d{1,3}\s*[,;\d\s]*[\]】]/;

/**
 * Whether evidence was given and none of it is cited: `uncited`, or `misnumbered` where all marks name what isn't there. An
 * abstention has no marks and no defect. `raw` is what the model wrote, `shown` what became of it.
 */
export function findDefect(raw: string, shown: Pick<CitedText, "citations">): Defect | null {
  if (shown.citations.length > 0 || isAbstention(raw)) return null;
  return mark.test(raw) ? "misnumbered" : "uncited";
}
