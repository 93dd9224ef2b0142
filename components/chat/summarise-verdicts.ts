import type { SentenceVerdict } from "@/lib/turn";

export interface VerdictSummary {
  tone: "supported" | "unsupported" | "unchecked";
  text: string;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** One line about how the cited sentences of an answer fared; null where none cites anything. */
export function summariseVerdicts(verdicts: SentenceVerdict[]): VerdictSummary | null {
  const total = verdicts.length;
  if (total === 0) return null;
  const unsupported = verdicts.filter((sentence) => sentence.verdict === "unsupported").length;
  const supported = verdicts.filter((sentence) => sentence.verdict === "supported").length;
  if (unsupported > 0) {
    const verb = unsupported === 1 ? "isn't" : "aren't";
    return {
      tone: "unsupported",
      text: `${unsupported} of ${plural(total, "sentence")} ${verb} supported by the source`,
    };
  }
  if (supported === total) {
    return {
      tone: "supported",
      text: `${total === 1 ? "1 sentence" : `All ${total} sentences`} checked against the sources`,
    };
  }
  if (supported === 0)
    return { tone: "unchecked", text: `${plural(total, "sentence")} not checked against the sources` };
  return {
    tone: "unchecked",
    text: `${supported} of ${plural(total, "sentence")} checked against the sources`,
  };
}
