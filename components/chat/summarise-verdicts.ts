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
  const share =
    supported === checked
      ? checked === 1
        ? "1 sentence"
        : `All ${checked} sentences`
      : `${supported} of ${plural(checked, "sentence")}`;
  return {
    tone: unsupported > 0 ? "unsupported" : checked < verdicts.length ? "unchecked" : "supported",
    text: `${share} checked and supported${checked < verdicts.length ? `, ${verdicts.length - checked} not checked` : ""}`,
  };
}
