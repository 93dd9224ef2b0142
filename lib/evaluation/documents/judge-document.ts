import { z } from "zod";

/** A line of a document set's index: what is expected of a file. */
export const documentCaseSchema = z.object({
  /** Relative to the index. */
  file: z.string(),
  type: z.string().default(""),
  /**
   * ok · error · empty (an error that says there's no text) · partial (ready, with a warning) · and, joined by "or", what is
   * also right: error_or_empty, ok_or_error, ok_or_clear_unsupported. error_without_password: an error, and ok with it.
   * empty_without_ocr: ok where OCR is installed, else an error that says so. empty_with_warning: no text, or ready with a
   * warning. must_stop: any end at all.
   */
  expect: z.string(),
  must_include: z.array(z.string()).default([]),
  must_not_include: z.array(z.string()).default([]),
  password: z.string().nullish(),
  /** Golden Markdown, relative to the index. */
  groundtruth: z.string().nullish(),
});
export type DocumentCase = z.infer<typeof documentCaseSchema>;

/** What became of a file. */
export interface DocumentOutcome {
  /** `refused` at upload, `failed` or `ready` after the worker had it. */
  status: "ready" | "failed" | "refused";
  /** Of what wasn't ready. */
  code?: string;
  warnings: string[];
  /** The document's text as its chunks hold it. */
  text: string;
}

const noTextCodes = ["no_text_found", "empty_file", "ocr_unavailable"];
/** Codes that aren't an answer: they say that something of ours is broken. */
const faultCodes = ["internal", "database_unavailable", "blob_store_unavailable", "quarantined"];

/**
 * What is wrong with an outcome, in plain words; empty where all is as expected. Text that must be there is looked for without
 * regard to white space: a line break is no difference. What mustn't be there is looked for as it stands: "var " is code, "varied"
 * isn't.
 */
export function judgeDocument(
  expected: Pick<DocumentCase, "expect" | "must_include" | "must_not_include">,
  outcome: DocumentOutcome,
  { hasOcr }: { hasOcr: boolean },
): string[] {
  const problem = judgeStatus(expected.expect, outcome, hasOcr);
  if (problem) return [problem];
  if (outcome.status !== "ready") return [];
  const text = squeeze(outcome.text);
  return [
    ...expected.must_include.filter((part) => !text.includes(squeeze(part))).map((part) => `lacks "${part}"`),
    ...expected.must_not_include.filter((part) => outcome.text.includes(part)).map((part) => `has "${part}"`),
  ];
}

function judgeStatus(
  expect: string,
  { status, code = "", warnings }: DocumentOutcome,
  hasOcr: boolean,
): string | null {
  const isReady = status === "ready";
  const isClearError = !isReady && !faultCodes.includes(code);
  const isNoText = !isReady && noTextCodes.includes(code);
  const isRight: Record<string, boolean> = {
    ok: isReady,
    error: isClearError,
    empty: isNoText,
    error_without_password: code === "encrypted_file",
    error_or_empty: isClearError,
    ok_or_error: isReady || isClearError,
    ok_or_clear_unsupported: isReady || code === "unsupported_file_type",
    empty_without_ocr: hasOcr ? isReady : code === "ocr_unavailable",
    empty_with_warning: isNoText || (isReady && warnings.length > 0),
    partial: isReady && warnings.length > 0,
    must_stop: isReady || isClearError,
  };
  if (!(expect in isRight)) return `nobody knows what "${expect}" expects`;
  return isRight[expect] ? null : `expected ${expect}, was ${[status, code].filter(Boolean).join(": ")}`;
}

const squeeze = (text: string) => text.replaceAll(/\s+/g, " ").trim();
