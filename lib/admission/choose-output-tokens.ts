import { limits } from "../limits.ts";

/** What asks for more than one thing, or for all of something. */
const wantsMuch =
  /\b(?:all|each|every|list|compare|comparison|differences?|summar(?:y|i[sz]e)|overview|explain|describe|steps?|why|how (?:do|does|can|should))\b|\b(?:alle|jede[rs]?|liste|vergleich\w*|unterschied\w*|zusammenfass\w*|überblick|erklär\w*|beschreib\w*|schritte?|warum)\b/iu;

/** Words up to which a question is taken to ask for one fact. */
const shortWords = 16;

/**
 * How much may be written in answer: all that `limits` allow where the question asks for much, two thirds where it asks for one
 * fact. The rest stays room for models that reason first. Never below what a whole short answer takes, `limits.outputTokensMin`.
 */
export function chooseOutputTokens(question: string): number {
  const words = question.trim().split(/\s+/).length;
  const isShort = words <= shortWords && !wantsMuch.test(question);
  return isShort ? Math.round((limits.outputTokensMax * 2) / 3) : limits.outputTokensMax;
}
