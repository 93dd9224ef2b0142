import type { SentenceVerdict, Verdict } from "@/lib/turn";

export interface VerdictSummary {
  tone: "supported" | "unsupported" | "unchecked";
  text: string;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** One line about how the cited sentences of an answer fared; null where none cites anything. */
export function summariseVerdicts(verdicts: SentenceVerdict[]): VerdictSummary | null {
  const count = (wanted: Verdict) => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const [supported, unsupported] = [count("supported"), count("unsupported")];
  const checked = supported + unsupported;
  if (verdicts.length === 0) return null;
  if (checked === 0)
    return {
      tone: "unchecked",
      text: `${plural(verdicts.length, "sentence")} not checked against the sources`,
    };
  const rest = checked < verdicts.length ? `, ${verdicts.length - checked} not checked` : "";
  return {
    tone: unsupported > 0 ? "unsupported" : checked < verdicts.length ? "unchecked" : "supported",
    text: `${sayHowMany(supported, checked)}${rest}`,
  };
}

function sayHowMany(supported: number, checked: number): string {
  if (supported === 0)
    return `${plural(checked, "sentence")} checked, ${checked === 1 ? "not" : "none"} supported`;
  if (supported < checked) return `${supported} of ${plural(checked, "sentence")} checked and supported`;
  return `${checked === 1 ? "1 sentence" : `All ${checked} sentences`} checked and supported`;
}
