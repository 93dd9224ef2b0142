/** The command line behind `npm run eval`. Expects a prepared database in DATABASE_URL; scripts/run-evaluation.mjs sees to that. */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type AnswersReport, evaluateAnswers } from "./evaluate-answers.ts";

const usage = "npm run eval -- answers --dataset DIR [--questions N] [--json FILE]";

/** Runs one evaluation and prints its figures. Throws with the usage for arguments that can't be understood. */
export async function runEval(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { dataset: { type: "string" }, json: { type: "string" }, questions: { type: "string" } },
  });
  if (positionals[0] !== "answers" || !values.dataset) throw new Error(`usage: ${usage}`);
  const report = await evaluateAnswers(
    values.dataset,
    values.questions ? Number(values.questions) : undefined,
  );
  if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  printAnswers(report);
}

function printAnswers(report: AnswersReport): void {
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
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(42)} ${value.padStart(14)}\n`);
}
