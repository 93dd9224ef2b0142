import type { AnswersReport } from "./evaluate-answers.ts";

/** An answers report as a table for a terminal. */
export function describeAnswers(report: AnswersReport): string {
  const percent = (value: number | null) => (value === null ? "–" : `${(value * 100).toFixed(1)} %`);
  const { judge, judged, milliseconds } = report;
  const rows: [string, string][] = [
    ["documents / questions", `${report.documents} / ${report.questions}`],
    ["answerable / unanswerable", `${report.answerable} / ${report.unanswerable}`],
    ["contains a gold answer (of answerable)", percent(report.containsGoldShare)],
    ["token F1 (of answerable)", report.meanF1.toFixed(3)],
    ["abstained though answerable", percent(report.falseAbstentionShare)],
    ["abstained (of all)", percent(report.abstainedShare)],
    ["abstention precision", percent(report.abstentionPrecision)],
    ["abstention recall (of unanswerable)", percent(report.abstentionRecall)],
    ["cites the gold document (of answerable)", percent(report.citesGoldDocumentShare)],
    ["citation precision (of the gold document)", percent(report.citationPrecision)],
    ["citation recall (sentences supported)", percent(report.citationRecall)],
    ["citations found verbatim", percent(report.citationsVerbatimShare)],
    ["cited sentences that were supported", percent(report.sentencesSupportedShare)],
    ["has a verbatim citation or abstains", percent(report.citedOrAbstainedShare)],
    ["milliseconds per question, p50 / p95", `${milliseconds.p50} / ${milliseconds.p95}`],
  ];
  if (judge)
    rows.push(
      ["judge", judge.promptVersion ? `${judge.name}, ${judge.promptVersion}` : judge.name],
      [`faithful (of ${judged.faithfulness} judged)`, percent(report.faithfulShare)],
      [`correct (of ${judged.correctness} judged)`, percent(report.correctShare)],
    );
  return rows.map(([name, value]) => `${name.padEnd(42)} ${value.padStart(14)}\n`).join("");
}
