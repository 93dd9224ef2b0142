import { analyzeText } from "../analyze-text.ts";

/** A standalone question is as long as the question with a name or two put in. */
const charsMax = 400;
const growthMax = 4;
const label = /^(?:(?:standalone |rewritten |rephrased )?question|rewrite|user)\s*:\s*/i;

/**
 * The question that a model wrote, out of its fence, label and quotation marks; null where it is none: empty, several paragraphs, much longer
 * than what was asked, marked like an answer, or without a single word of a question that has some.
 */
export function readRewrite(written: string, question: string): string | null {
  const rewrite = written
    .replaceAll(/<\/?question>/gi, "")
    .trim()
    .replace(label, "")
    .replace(/^["“„«](.*)["”“»]$/s, "$1")
    .trim();
  const isTooLong = rewrite.length > Math.max(charsMax, question.length * growthMax);
  if (
    rewrite === "" ||
    isTooLong ||
    /\n/.test(rewrite.replace(question.trim(), "")) ||
    /\[\d+\]/.test(rewrite)
  )
    return null;
  const asked = new Set(analyzeText(question));
  const isAnswer = /[?？]\s*$/.test(question) && /[.!。！]$/.test(rewrite);
  const keepsNothing = asked.size > 1 && !analyzeText(rewrite).some((term) => asked.has(term));
  return isAnswer || keepsNothing ? null : rewrite;
}
