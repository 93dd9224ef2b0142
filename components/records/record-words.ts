import { formatCost, formatMs } from "@/components/admin/format-figures";
import {
  dearFromMicroUsd,
  type RecordFilters,
  type RecordRow,
  type RecordSign,
  slowFrom,
} from "@/lib/record-schemas";

export const outcomeNames: Record<RecordRow["outcome"], string> = {
  complete: "Answered",
  abstained: "Not in the documents",
  refused: "Refused",
  stopped: "Stopped",
  interrupted: "Interrupted",
  failed: "Failed",
};

export const outcomeVariants = {
  complete: "success",
  abstained: "neutral",
  refused: "warning",
  stopped: "neutral",
  interrupted: "warning",
  failed: "destructive",
} as const satisfies Record<RecordRow["outcome"], string>;

export const sourceNames: Record<RecordRow["source"], string> = {
  app: "Chat",
  api: "API",
  batch: "Batch",
};

export const cacheNames: Record<NonNullable<RecordFilters["cache"]>, string> = {
  exact: "Cached, same question",
  similar: "Cached, like question",
  any: "From the cache",
  none: "Not from the cache",
};

export const signNames: Record<RecordSign, string> = {
  slow: `Slow: first word after ${formatMs(slowFrom.firstWordMs)}`,
  dear: `Dear: ${formatCost(dearFromMicroUsd)} and more`,
  "failed-over": "Failed over",
  unsupported: "Unsupported sentences",
  "rated-down": "Rated bad",
};

/** What a model was called for, as one does it. */
export const jobNames: Record<string, string> = {
  answer: "Answer",
  condense: "Rephrase the question",
  title: "Title",
  "query-embedding": "Embed the question",
  rerank: "Rerank",
  moderation: "Moderate",
  judge: "Judge a sentence",
  summary: "Sum up the conversation",
  memory: "Remember",
};

/** Why a call failed, as a reader may know it from a notice. */
export const failureNames: Record<string, string> = {
  rate_limited: "too busy",
  server_error: "error of the provider",
  unreachable: "not reached",
  cut_off: "broke off",
  no_first_token: "didn't begin in time",
  stalled: "fell silent",
  malformed: "sent what can't be read",
  empty_answer: "wrote nothing",
  defective: "cited nothing",
  bad_request: "refused the request",
  unauthorised: "refused our key",
  content_filtered: "declined to answer",
  resting: "was resting",
  crowded: "too many waiting",
  out_of_time: "took too long",
  over_budget: "over budget",
  refused: "not allowed",
  unknown: "failed",
};

/** `3 of 4 supported`; nothing where nothing was checked. */
export function describeSupport({
  sentencesChecked: checked,
  sentencesUnsupported: unsupported,
}: Pick<RecordRow, "sentencesChecked" | "sentencesUnsupported">): string {
  return checked === 0 ? "–" : `${checked - unsupported} of ${checked} supported`;
}
