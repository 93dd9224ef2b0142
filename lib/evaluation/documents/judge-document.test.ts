import { expect, test } from "vitest";
import { type DocumentOutcome, judgeDocument } from "./judge-document.ts";

const ready: DocumentOutcome = { status: "ready", warnings: [], text: "Deep\nlearning for all." };
const failed = (code: string): DocumentOutcome => ({ status: "failed", code, warnings: [], text: "" });
const judge = (
  expect: string,
  outcome: DocumentOutcome,
  { hasOcr = false, must = [] as string[], mustNot = [] as string[] } = {},
) => judgeDocument({ expect, must_include: must, must_not_include: mustNot }, outcome, { hasOcr });

test.each([
  ["ok", ready],
  ["error", failed("corrupt_file")],
  ["empty", failed("no_text_found")],
  ["empty", { ...failed("empty_file"), status: "refused" as const }],
  ["error_without_password", failed("encrypted_file")],
  ["ok_or_clear_unsupported", failed("unsupported_file_type")],
  ["empty_without_ocr", failed("ocr_unavailable")],
  ["empty_with_warning", { ...ready, warnings: ["The body is encrypted."] }],
  ["partial", { ...ready, warnings: ["One file is encrypted."] }],
  ["must_stop", failed("archive_refused")],
])("%s is met", (expected, outcome) => {
  expect(judge(expected, outcome)).toEqual([]);
});

test.each([
  ["ok", failed("corrupt_file")],
  ["error", ready],
  ["error", failed("internal")],
  ["empty", failed("corrupt_file")],
  ["partial", ready],
  ["error_without_password", failed("corrupt_file")],
  ["nonsense", ready],
])("%s isn't met by something else", (expected, outcome) => {
  expect(judge(expected, outcome)).toHaveLength(1);
});

test("a scan has to be read where OCR is installed", () => {
  expect(judge("empty_without_ocr", ready, { hasOcr: true })).toEqual([]);
  expect(judge("empty_without_ocr", failed("ocr_unavailable"), { hasOcr: true })).toHaveLength(1);
});

test("text that must be there is looked for without regard to white space, text that mustn't as it stands", () => {
  expect(judge("ok", ready, { must: ["Deep learning"], mustNot: ["shallow"] })).toEqual([]);
  expect(judge("ok", ready, { mustNot: ["Deep learning"] })).toEqual([]);
  expect(judge("ok", ready, { must: ["shallow"], mustNot: ["learning for"] })).toEqual([
    'lacks "shallow"',
    'has "learning for"',
  ]);
});
