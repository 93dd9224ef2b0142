import { basename } from "node:path";
import type { DocumentResult, DocumentsReport } from "./evaluate-documents.ts";
import type { TextFidelity } from "./text-fidelity.ts";

/** A documents report as tables for a terminal: each file, those with golden text again, and the worker. */
export function describeDocuments({ results, worker, files, asExpected, hasOcr }: DocumentsReport): string {
  const megabytes = worker.peakBytes === null ? "–" : `${Math.round(worker.peakBytes / 1e6)} MB`;
  const isSame = worker.processIdAfter === worker.processIdBefore;
  return [
    ...results.map(describeFile),
    "",
    `${"against golden text".padEnd(44)}  recall  (bare)   order  (bare)`,
    ...results.filter(({ fidelity }) => fidelity).map(describeFidelity),
    "",
    `as expected              ${asExpected} of ${files}${hasOcr ? "" : " (without OCR: tesseract isn't installed)"}`,
    `worker                   ${isSame ? "the same process throughout" : "HAS CHANGED"} (${worker.processIdBefore})`,
    `peak memory              ${megabytes}, the worker with its parsers`,
    "",
  ].join("\n");
}

function describeFile({ file, expect, status, code, problems, milliseconds }: DocumentResult): string {
  const name = basename(file).slice(0, 43).padEnd(44);
  const result = (code ?? status).padEnd(22);
  const verdict = problems.length === 0 ? "✔" : `✖ ${problems.join("; ")}`;
  return `${name} ${expect.padEnd(24)} ${result} ${String(milliseconds).padStart(6)} ms  ${verdict}`;
}

function describeFidelity({ file, fidelity }: DocumentResult): string {
  if (!fidelity) return "";
  const { product, bareParser } = fidelity;
  const pair = (key: keyof TextFidelity) =>
    `${product[key].toFixed(3).padStart(7)} ${`(${bareParser[key].toFixed(3)})`.padStart(7)}`;
  return `${basename(file).slice(0, 43).padEnd(44)} ${pair("recall")} ${pair("order")}`;
}
