/**
 * `npm run eval -- confidence`: what it's worth to have a cheap model answer first and a strong one where too little of that is supported.
 * On summaries that people labelled (grounding/read-samples.ts), by the check behind every answer's marks with weights that never saw
 * the text, and by the product's rule: a second answer stands where more of it is supported.
 */
import { verifySentence } from "../../generation/verify-sentence.ts";
import { bootstrapGroups, type Interval } from "../bootstrap-interval.ts";
import { readGroundingSamples } from "../grounding/read-samples.ts";
import { trainHeldOut } from "../grounding/train-verifier.ts";
import { type SummarizerPair, summarizerPairs } from "./summarizer-pairs.ts";

/** Shares of sentences that must be supported. 0: the cheap one's answer always stands. */
const supportMins = [0, 0.5, 0.6, 0.75, 0.9, 1];

export interface ConfidenceRow {
  pair: SummarizerPair;
  supportMin: number;
  /** Of the answers, those that the strong model is asked for, too. */
  askedAgain: number;
  /** The share of right answers less that of always the strong model, with its 95 % interval over texts. */
  difference: number;
  interval: Interval;
  /** The same where as many are left to the strong model by chance. */
  byChance: number;
}

export interface ConfidenceReport {
  kind: "confidence";
  texts: number;
  rows: ConfidenceRow[];
}

/** One model's summary of a text. */
export interface Summary {
  summarizer: string;
  isRight: boolean;
  /** The share of its checked sentences that the check finds supported. */
  supportShare: number;
}

export async function evaluateConfidence(samplesFile: string): Promise<ConfidenceReport> {
  const texts = await readSummaries(samplesFile);
  const pairs = Object.keys(summarizerPairs) as SummarizerPair[];
  const rows = pairs.flatMap((pair) =>
    supportMins.map((min) => ({ pair, ...measureConfidence(texts, pair, min) })),
  );
  return { kind: "confidence", texts: texts.length, rows };
}

/** By text. */
async function readSummaries(samplesFile: string): Promise<Summary[][]> {
  const samples = await readGroundingSamples(samplesFile);
  const weights = trainHeldOut(samples);
  const byText = Map.groupBy(samples, ({ chunk }) => chunk.text);
  return [...byText.values()].map((all) =>
    all.map(({ summarizer, isFaithful, batch, chunk, sentences }) => {
      const verdicts = sentences
        .map(({ text }) => verifySentence(text, [chunk], weights.get(batch)).verdict)
        .filter((verdict) => verdict !== "unchecked");
      const supported = verdicts.filter((verdict) => verdict === "supported").length;
      const supportShare = verdicts.length === 0 ? 1 : supported / verdicts.length;
      return { summarizer, isRight: isFaithful !== false, supportShare };
    }),
  );
}

export function measureConfidence(
  texts: Summary[][],
  pair: SummarizerPair,
  supportMin: number,
): Omit<ConfidenceRow, "pair"> {
  const { cheap, strong } = summarizerPairs[pair];
  const cases = texts.map((summaries) => {
    const of = (names: string[]) => summaries.filter(({ summarizer }) => names.includes(summarizer));
    return of(cheap).flatMap((first) => of(strong).map((second) => ({ first, second })));
  });
  const isAskedAgain = ({ first }: { first: Summary }) => first.supportShare < supportMin;
  const gains = cases.map((own) =>
    own.map(({ first, second }) => {
      const isReplaced = isAskedAgain({ first }) && second.supportShare > first.supportShare;
      return isReplaced ? 0 : Number(first.isRight) - Number(second.isRight);
    }),
  );
  const all = cases.flat();
  const askedAgain = all.filter(isAskedAgain).length / Math.max(1, all.length);
  const cheapDifference = meanOf(
    all.map(({ first, second }) => Number(first.isRight) - Number(second.isRight)),
  );
  return {
    supportMin,
    askedAgain,
    difference: meanOf(gains.flat()),
    interval: bootstrapGroups(gains),
    byChance: (1 - askedAgain) * cheapDifference,
  };
}

const meanOf = (values: number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
