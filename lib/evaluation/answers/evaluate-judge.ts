/**
 * `npm run eval -- judge`: how far a judge of faithfulness agrees with people. The samples are {id, source, summary, worst}, as in
 * FaithBench: `worst` is the worst label that annotators gave the summary. Consistent and Benign count as faithful, Unwanted as not;
 * Questionable, on which they were of two minds themselves, is left out.
 */
import pLimit from "p-limit";
import { z } from "zod";
import { showProgress } from "../../../scripts/show-progress.mjs";
import { readJsonl } from "../read-dataset.ts";
import { seededSample } from "../seeded-random.ts";
import { type Agreement, measureAgreement } from "./agreement.ts";
import type { Judge } from "./create-judge.ts";

const sampleSchema = z.object({
  id: z.string(),
  source: z.string(),
  summary: z.string(),
  worst: z.enum(["Consistent", "Benign", "Questionable", "Unwanted"]),
});

export interface JudgeReport {
  kind: "judge";
  judge: string;
  promptVersion: string | null;
  faithful: number;
  unfaithful: number;
  /** Samples for which no verdict could be read. */
  unread: number;
  /** Of "supported" with faithful; the judge's other two verdicts count as not faithful. */
  agreement: Agreement;
  verdicts: { id: string; verdict: string | null; isFaithful: boolean }[];
}

/** Calls under way at once. */
const callsAtOnce = 4;

export async function evaluateJudge(
  samplesFile: string,
  judge: Judge,
  { samplesMax = Number.POSITIVE_INFINITY, seed }: { samplesMax?: number; seed: number },
): Promise<JudgeReport> {
  const labelled = (await readJsonl(samplesFile, sampleSchema)).filter(
    ({ worst }) => worst !== "Questionable",
  );
  const samples = seededSample(labelled, samplesMax, seed);
  const progress = showProgress("judged", samples.length);
  const inTurn = pLimit(callsAtOnce);
  const verdicts = await Promise.all(
    samples.map(({ id, source, summary, worst }) =>
      inTurn(async () => {
        const verdict = await judge.judgeFaithfulness({ sources: [source], text: summary });
        progress.advance();
        return { id, verdict, isFaithful: worst !== "Unwanted" };
      }),
    ),
  );
  const faithful = verdicts.filter(({ isFaithful }) => isFaithful).length;
  const pairs = verdicts.flatMap(({ verdict, isFaithful }) =>
    verdict === null ? [] : [{ said: verdict === "supported", truth: isFaithful }],
  );
  return {
    kind: "judge",
    judge: judge.name,
    promptVersion: judge.promptVersion,
    faithful,
    unfaithful: verdicts.length - faithful,
    unread: verdicts.length - pairs.length,
    agreement: measureAgreement(pairs),
    verdicts,
  };
}

/** The report as a table for a terminal. */
export function describeJudge({
  judge,
  promptVersion,
  faithful,
  unfaithful,
  unread,
  agreement,
}: JudgeReport): string {
  const rows: [string, string][] = [
    ["judge", promptVersion ? `${judge} (${promptVersion})` : judge],
    ["samples, faithful / not", `${faithful} / ${unfaithful}`],
    ["without a verdict", String(unread)],
    ["accuracy", agreement.accuracy.toFixed(3)],
    ["balanced accuracy", agreement.balancedAccuracy.toFixed(3)],
    ["Cohen's κ", agreement.kappa.toFixed(3)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(26)} ${value}\n`).join("");
}
