import type { AnswersReport } from "./evaluate-answers.ts";

/** An answers report as a table for a terminal. */
export function describeAnswers(report: AnswersReport): string {
  const percent = (value: number | null) => (value === null ? "–" : `${(value * 100).toFixed(1)} %`);
  const rows: [string, string][] = [
    ["documents / questions", `${report.documents} / ${report.questions}`],
    ["answerable / unanswerable", `${report.answerable} / ${report.unanswerable}`],
    ["contains a gold answer (of answerable)", percent(report.containsGoldShare)],
    ["token F1 (of answerable)", report.meanF1.toFixed(3)],
    ["abstained though answerable", percent(report.falseAbstentionShare)],
    ["abstained as it should (of unanswerable)", percent(report.rightAbstentionShare)],
    ["abstained (of all)", percent(report.abstainedShare)],
    ["cites the gold document (of answerable)", percent(report.citesGoldDocumentShare)],
    ["citations found verbatim", percent(report.citationsVerbatimShare)],
    ["cited sentences that were supported", percent(report.sentencesSupportedShare)],
    ["has a verbatim citation or abstains", percent(report.citedOrAbstainedShare)],
    ["milliseconds per question, p50 / p95", `${report.milliseconds.p50} / ${report.milliseconds.p95}`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(42)} ${value.padStart(14)}\n`).join("");
}
